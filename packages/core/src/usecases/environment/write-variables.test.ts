import { mint, newVariable, teamWorld } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import { refuse } from '../../refusal.ts';
import type { MayTouch } from '../connection/connect-resource.ts';
import { createChangeVariable } from './change-variable.ts';
import { createRemoveVariable, createRemoveVariables } from './remove-variables.ts';
import { createWriteVariable, createWriteVariables, type NewVariable } from './write-variables.ts';

const anyone: MayTouch = () => undefined;
const notProduction: MayTouch = ({ environments }) =>
  environments.includes('production') ? refuse('forbidden', 'Not yours.').error : undefined;

/** A project to which a resource brings `URL` in production. */
async function worldInUse() {
  const world = teamWorld();
  const project = await world.project({ name: 'shop' });
  const resource = await world.resource({ secrets: [{ name: 'URL', value: 'postgres://db' }] });
  const place = { resourceId: resource.id, projectId: project.id, environments: ['production'] };
  await world.connection(place);
  const { teamId, request } = world;
  const by = { teamId, actor: request.actor, project: 'shop', mayTouch: anyone };
  const write = createWriteVariable(world.ports);
  const change = createChangeVariable(world.ports);
  const writeMany = createWriteVariables(world.ports);
  const remove = createRemoveVariable(world.ports.transact);
  const removeMany = createRemoveVariables(world.ports.transact);
  const read = (environment: string, gitBranch?: string) =>
    world.environment(project.id, environment, gitBranch);
  return { ...world, project, by, write, writeMany, change, remove, removeMany, read };
}

const { variableId: _own, ...level } = newVariable({
  name: 'LEVEL',
  value: 'debug',
  environments: ['production', 'preview'],
});
const ofBranch = (gitBranch: string, value: string): NewVariable => ({
  ...level,
  value,
  gitBranch,
  environments: ['preview'],
});

test('it is read at once where it is written, and its value is in no answer and no event', async () => {
  const { write, by, read, data, at } = await worldInUse();

  const written = await write({ ...by, variable: level });

  expect(written).toEqual({
    ok: true,
    value: {
      variableId: expect.stringMatching(/^var_/),
      name: 'LEVEL',
      environments: ['production', 'preview'],
      gitBranch: null,
      type: 'encrypted',
      visibility: null,
      comment: null,
      created: { at, by: 'usr_1' },
      updated: { at, by: 'usr_1' },
    },
  });
  expect(read('production')).toEqual({ LEVEL: 'debug', URL: 'postgres://db' });
  expect(read('preview')).toEqual({ LEVEL: 'debug' });
  expect(JSON.stringify(data().events)).not.toContain('debug');
});

test.each([
  ['a project that is not there', { project: 'nowhere' }, {}, 'project_not_found'],
  ['an environment that is not there', {}, { environments: ['moon'] }, 'environment_not_found'],
  ['a name that a resource gives', {}, { name: 'URL' }, 'variable_collision'],
  ['a place that the caller may not touch', { mayTouch: notProduction }, {}, 'forbidden'],
] as const)('%s is refused, and nothing changes', async (_name, changes, variable, code) => {
  const { write, by, read, data, happened } = await worldInUse();

  const refused = await write({ ...by, ...changes, variable: { ...level, ...variable } });

  expect(refused).toMatchObject({ ok: false, error: { code } });
  expect(data().variables.size).toBe(0);
  expect(read('production')).toEqual({ URL: 'postgres://db' });
  expect(happened()).toEqual([]);
});

test('one name has one owner in each environment and may have others elsewhere', async () => {
  const { write, by, read } = await worldInUse();
  await write({ ...by, variable: { ...level, environments: ['production'] } });

  const beside = { ...level, value: 'info', environments: ['preview'] };
  const twice = { ...level, value: 'info', environments: ['production', 'development'] };

  expect(await write({ ...by, variable: beside })).toMatchObject({ ok: true });
  expect(await write({ ...by, variable: twice })).toMatchObject({
    error: { code: 'variable_collision' },
  });
  expect([read('production').LEVEL, read('preview').LEVEL]).toEqual(['debug', 'info']);
});

/** The same with a variable in production and preview. */
async function worldWithVariable() {
  const world = await worldInUse();
  const written = await world.variable(world.project.id, level);
  return { ...world, variableId: written.variableId };
}

test.each([
  ['its value', { value: 'info' }, { LEVEL: 'info' }],
  ['its name', { name: 'LOG_LEVEL' }, { LOG_LEVEL: 'debug' }],
  ['its environments', { environments: ['development'] }, {}],
])('%s changes, and what is not named stays', async (_what, changes, preview) => {
  const { change, by, variableId, read, data, happened } = await worldWithVariable();

  const changed = await change({ ...by, variableId, change: changes });

  expect(changed).toMatchObject({ ok: true });
  expect(data().variables.get(variableId)).toMatchObject({ ...level, ...changes });
  expect(read('preview')).toEqual(preview);
  expect(happened()).toEqual(['variable.updated']);
});

test.each([
  ['one that is not there', { variableId: mint.variable() }, { value: 'x' }, 'variable_not_found'],
  ['one in another project', { project: 'nowhere' }, { value: 'x' }, 'project_not_found'],
  ['a name that a resource gives', {}, { name: 'URL' }, 'variable_collision'],
  [
    'one that leaves where the caller may not touch',
    { mayTouch: notProduction },
    { environments: ['preview'] },
    'forbidden',
  ],
] as const)('%s is not changed', async (_name, changes, change, code) => {
  const { change: use, by, variableId, read } = await worldWithVariable();

  expect(await use({ ...by, variableId, ...changes, change })).toMatchObject({
    ok: false,
    error: { code },
  });
  expect(read('production').LEVEL).toBe('debug');
});

test('one that is removed is gone from its environments, once', async () => {
  const { remove, by, variableId, read, happened } = await worldWithVariable();

  const first = await remove({ ...by, variableId });
  const second = await remove({ ...by, variableId });

  expect(first).toEqual({ ok: true, value: null });
  expect(second).toMatchObject({ ok: false, error: { code: 'variable_not_found' } });
  expect(read('production')).toEqual({ URL: 'postgres://db' });
  expect(happened()).toEqual(['variable.deleted']);
});

test('who may not touch its environments does not remove it', async () => {
  const { remove, by, variableId, read } = await worldWithVariable();

  expect(await remove({ ...by, variableId, mayTouch: notProduction })).toMatchObject({
    ok: false,
    error: { code: 'forbidden' },
  });
  expect(read('preview')).toEqual({ LEVEL: 'debug' });
});

test('a branch has what preview has, with its own over it, and nothing of another branch', async () => {
  const { write, by, read } = await worldInUse();
  await write({ ...by, variable: level });

  await write({ ...by, variable: ofBranch('a', 'of a') });
  await write({ ...by, variable: { ...ofBranch('b', 'of b'), name: 'ONLY_B' } });

  expect(read('preview', 'a')).toEqual({ LEVEL: 'of a' });
  expect(read('preview', 'b')).toEqual({ LEVEL: 'debug', ONLY_B: 'of b' });
  expect(read('preview', 'c')).toEqual({ LEVEL: 'debug' });
  expect([read('preview'), read('production').LEVEL]).toEqual([{ LEVEL: 'debug' }, 'debug']);
});

test('a branch follows every change of preview, and reads preview again without variables of its own', async () => {
  const { write, change, remove, by, read, data } = await worldInUse();
  const general = await write({ ...by, variable: { ...level, name: 'GENERAL' } });
  const own = await write({ ...by, variable: ofBranch('a', 'of a') });
  if (!general.ok || !own.ok) throw new Error('both are written');

  await change({ ...by, variableId: general.value.variableId, change: { value: 'new' } });
  const during = read('preview', 'a');
  await remove({ ...by, variableId: own.value.variableId });
  await change({ ...by, variableId: general.value.variableId, change: { value: 'newest' } });

  expect(during).toEqual({ GENERAL: 'new', LEVEL: 'of a' });
  expect(read('preview', 'a')).toEqual({ GENERAL: 'newest' });
  const ownVersions = data().versions.filter(({ environment }) => environment === 'preview:a');
  expect(ownVersions).toHaveLength(2);
});

test.each([
  [
    'in another environment',
    { ...ofBranch('a', ''), environments: ['production'] },
    'invalid_request',
  ],
  [
    'in others too',
    { ...ofBranch('a', ''), environments: ['preview', 'production'] },
    'invalid_request',
  ],
  ['whose name the branch has', ofBranch('held', ''), 'variable_collision'],
])('a variable of a branch %s is refused', async (_where, variable, code) => {
  const { write, by } = await worldInUse();
  await write({ ...by, variable: ofBranch('held', 'first') });

  expect(await write({ ...by, variable })).toMatchObject({ error: { code } });
});

test('what cannot be written is named, and the rest is written at once', async () => {
  const { writeMany, by, read, happened, data } = await worldInUse();
  const variables = [level, { ...level, name: 'URL' }, { ...level, value: 'twice' }];

  const done = await writeMany({ ...by, variables, overwrites: false });

  expect(done).toMatchObject({
    value: {
      written: [{ name: 'LEVEL' }],
      failed: [
        { index: 1, refusal: { code: 'variable_collision' } },
        { index: 2, refusal: { code: 'variable_collision' } },
      ],
    },
  });
  expect(read('production')).toEqual({ LEVEL: 'debug', URL: 'postgres://db' });
  expect(happened()).toEqual(['variable.created']);
  expect(data().versions.filter(({ environment }) => environment === 'preview')).toHaveLength(1);
});

test('overwriting takes the place of the same name where it is written, and leaves it elsewhere', async () => {
  const { writeMany, variable, project, by, read, data, happened } = await worldInUse();
  const covered = await variable(project.id, { ...level, environments: ['production'] });
  const wider = await variable(project.id, {
    ...level,
    value: 'old',
    environments: ['preview', 'development'],
  });
  const branch = await variable(project.id, ofBranch('a', 'of a'));

  await writeMany({ ...by, variables: [{ ...level, value: 'new' }], overwrites: true });

  const left = [...data().variables.values()].map(({ variableId, environments }) => [
    variableId,
    environments,
  ]);
  expect(left).toEqual([
    [covered.variableId, ['production', 'preview']],
    [wider.variableId, ['development']],
    [branch.variableId, ['preview']],
  ]);
  expect([read('production').LEVEL, read('preview').LEVEL, read('development').LEVEL]).toEqual([
    'new',
    'new',
    'old',
  ]);
  expect(read('preview', 'a').LEVEL).toBe('of a');
  expect(happened()).toEqual(['variable.updated', 'variable.updated']);
});

test('nothing overwrites what a resource gives', async () => {
  const { writeMany, by, read } = await worldInUse();

  const done = await writeMany({
    ...by,
    variables: [{ ...level, name: 'URL' }],
    overwrites: true,
  });

  expect(done).toMatchObject({ value: { failed: [{ refusal: { code: 'variable_collision' } }] } });
  expect(read('production')).toEqual({ URL: 'postgres://db' });
});

test('what is sensitive becomes readable with another value only', async () => {
  const { variable, change, project, by, read } = await worldInUse();
  const { variableId } = await variable(project.id, { ...level, type: 'sensitive' });

  const revealed = await change({ ...by, variableId, change: { type: 'plain' } });
  const replaced = await change({ ...by, variableId, change: { type: 'plain', value: 'shown' } });

  expect(revealed).toMatchObject({ error: { code: 'invalid_request' } });
  expect(replaced).toMatchObject({ ok: true, value: { type: 'plain' } });
  expect(read('preview').LEVEL).toBe('shown');
});

test('several are removed at once, those that are not there are passed over', async () => {
  const { variable, removeMany, project, by, read, happened } = await worldInUse();
  const one = await variable(project.id, { ...level, environments: ['preview'] });
  const two = await variable(project.id, { ...level, name: 'TWO' });
  const variableIds = [one.variableId, mint.variable(), two.variableId, one.variableId];

  const removed = await removeMany({ ...by, variableIds });

  expect(removed).toMatchObject({ value: [{ name: 'LEVEL' }, { name: 'TWO' }] });
  expect(read('preview')).toEqual({});
  expect(happened()).toEqual(['variable.deleted', 'variable.deleted']);
});
