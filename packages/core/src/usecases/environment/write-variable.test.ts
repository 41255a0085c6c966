import { mint, teamWorld } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import { refuse } from '../../refusal.ts';
import type { MayTouch } from '../connection/connect-resource.ts';
import {
  createChangeVariable,
  createRemoveVariable,
  createWriteVariable,
} from './write-variable.ts';

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
  const remove = createRemoveVariable(world.ports);
  const read = (environment: string) => world.environment(project.id, environment);
  return { ...world, project, by, write, change, remove, read };
}

const level = { name: 'LEVEL', value: 'debug', environments: ['production', 'preview'] };

test('it is read at once where it is written, and its value is in no answer and no event', async () => {
  const { write, by, read, data, at } = await worldInUse();

  const written = await write({ ...by, variable: level });

  expect(written).toEqual({
    ok: true,
    value: {
      variableId: expect.stringMatching(/^var_/),
      name: 'LEVEL',
      environments: ['production', 'preview'],
      createdAt: at,
      updatedAt: at,
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
