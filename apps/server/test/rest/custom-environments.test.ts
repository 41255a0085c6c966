import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { install, project, provision, variablesOf } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let count = 0;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
});
afterAll(() => world.close());

/** A project of its own, with the calls that this page is about. */
async function shop() {
  count += 1;
  const name = `shop-${count}`;
  const id = await project(world, name);
  const params = { project: name };
  const at = (environment: string) => ({ ...params, environment });
  const { api } = world.owner;
  return {
    id,
    name,
    params,
    create: (body: unknown) => api(r.createCustomEnvironment, { params, body }),
    get: (environment: string) => api(r.getCustomEnvironment, { params: at(environment) }),
    update: (environment: string, body: unknown) =>
      api(r.updateCustomEnvironment, { params: at(environment), body }),
    remove: (environment: string, body?: unknown) =>
      api(r.removeCustomEnvironment, {
        params: at(environment),
        ...(body === undefined ? {} : { body }),
      }),
    write: (key: string, target: readonly string[], type = 'encrypted') =>
      api(r.createProjectEnv, { params, body: { key, value: `of ${key}`, type, target } }),
    list: async () => (await api(r.filterProjectEnvs, { params })).body.envs,
    values: (environment: string) => variablesOf(world, name, environment),
  };
}

test('an environment begins with copies of the hand-written variables of another one', async () => {
  const { create, write, values, list } = await shop();
  await write('A', ['preview', 'production']);
  await write('SECRET', ['preview'], 'sensitive');
  await write('ELSEWHERE', ['production']);

  const { status, body } = await create({ slug: 'staging', copyEnvVarsFrom: 'preview' });

  expect(status).toBe(201);
  expect(await values('staging')).toEqual({ A: 'of A', SECRET: 'of SECRET' });
  const copies = (await list()).filter(({ customEnvironmentIds }) =>
    customEnvironmentIds.includes(body.id),
  );
  expect(copies.map(({ key, type, target }) => [key, type, target])).toEqual([
    ['A', 'encrypted', []],
    ['SECRET', 'sensitive', []],
  ]);
});

test('whoever may not read an environment does not copy it, and no environment is made', async () => {
  const { params, write, get } = await shop();
  await write('A', ['production']);
  const { body } = await world.owner.api(k.createTeamToken, {
    params: { team: world.team },
    body: { name: 'm', role: 'developer', actions: ['project:write', 'variable:write'] },
  });
  const machine = createApi(world.url, body.secret);

  const { status } = await machine(r.createCustomEnvironment, {
    params,
    body: { slug: 'staging', copyEnvVarsFrom: 'production' },
  });

  expect([status, (await get('staging')).status]).toEqual([403, 404]);
});

test('an environment that is renamed keeps what it has, its versions and what is connected', async () => {
  const { id, name, create, update, write, values } = await shop();
  const made = await create({ slug: 'staging' });
  await write('A', ['staging']);
  const resource = await provision(world, installation);
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    body: { project: id, environments: ['staging'] },
  });
  const before = await values('staging');

  const renamed = await update(made.body.id, { slug: 'acceptance' });

  expect(renamed.status).toBe(200);
  expect(Object.keys(before).length).toBeGreaterThan(1);
  expect(await values('acceptance')).toEqual(before);
  expect(await values('staging')).toEqual({});
  const place = { team: world.team, project: name, environment: 'acceptance' };
  const { body } = await world.owner.api(k.compareEnvironmentVersions, {
    params: place,
    query: { from: 1, to: 2 },
  });
  expect(body.added.length).toBeGreaterThan(0);
  await write('B', [made.body.id]);
  expect(await values('acceptance')).toEqual({ ...before, B: 'of B' });
  await world.owner.api(k.rollBackEnvironment, { params: place, body: { version: 1 } });
  expect(await values('acceptance')).toEqual({ A: 'of A' });
});

test('variables of an environment that is deleted stay for nothing, or go when that is asked for', async () => {
  const { create, remove, write, list } = await shop();
  await create({ slug: 'one' });
  await create({ slug: 'two' });
  await write('ONLY_ONE', ['one']);
  await write('ONLY_TWO', ['two']);
  await write('SHARED', ['one', 'two', 'preview']);

  const first = await remove('one');
  const second = await remove('two', { deleteUnassignedEnvironmentVariables: true });

  expect([first.status, second.status]).toEqual([200, 200]);
  const left = (await list()).map(({ key, target, customEnvironmentIds }) => [
    key,
    [...target, ...customEnvironmentIds],
  ]);
  expect(left).toEqual([
    ['ONLY_ONE', []],
    ['SHARED', ['preview']],
  ]);
});

test('what goes with an environment is told, connections and variables alike', async () => {
  const { id, create, remove, write } = await shop();
  await create({ slug: 'one' });
  await write('ONLY', ['one']);
  const resource = await provision(world, installation);
  const connected = await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    body: { project: id, environments: ['one'] },
  });

  await remove('one', { deleteUnassignedEnvironmentVariables: true });

  const { body } = await world.owner.api(k.listEvents, {
    params: { team: world.team },
    query: { limit: 3 },
  });
  expect(body.events.map(({ type, subject }) => [type, subject])).toEqual([
    ['environment.removed', { project: id, environment: expect.stringMatching(/^env_/) }],
    [
      'connection.removed',
      {
        project: id,
        connection: connected.body.connection.id,
        resource: resource.id,
        installation,
      },
    ],
    ['variable.deleted', { project: id, variable: expect.stringMatching(/^var_/) }],
  ]);
});

test('a variable for nothing is changed as it is, and given an environment again', async () => {
  const { params, create, remove, write, list, values } = await shop();
  await create({ slug: 'one' });
  await write('ONLY', ['one']);
  await remove('one');
  const [{ id: variable } = { id: '' }] = await list();
  const edit = (body: object) =>
    world.owner.api(r.editProjectEnv, { params: { ...params, variable }, body });

  const described = await edit({ comment: 'for later' });
  const placed = await edit({ target: ['preview'] });

  expect([described.status, placed.status]).toEqual([200, 200]);
  expect(await values('preview')).toEqual({ ONLY: 'of ONLY' });
});

test.each([
  ['no slug', {}, 400],
  ['a slug with a capital', { slug: 'Staging' }, 400],
  ['the slug of one that every project has', { slug: 'preview' }, 409],
  ['a slug that is taken', { slug: 'taken' }, 409],
  ['a matcher of no kind', { slug: 'x', branchMatcher: { type: 'like', pattern: 'a' } }, 400],
  ['nothing to copy from', { slug: 'x', copyEnvVarsFrom: 'moon' }, 400],
])('an environment with %s is refused', async (_what, body, expected) => {
  const { create } = await shop();
  await create({ slug: 'taken' });

  const { status, error } = await create(body);

  expect([status, error.code]).toEqual([expected, expected === 400 ? 'bad_request' : 'conflict']);
});

test('a slug that another environment has is not taken over', async () => {
  const { create, update } = await shop();
  await create({ slug: 'one' });
  await create({ slug: 'two' });

  expect((await update('one', { slug: 'two' })).status).toBe(409);
  expect((await update('one', { slug: 'one', description: 'same' })).status).toBe(200);
});

test('Kontor’s own API renames one and says what it is for, and takes that back; the protocol’s shows the same', async () => {
  const { name, get, write, values } = await shop();
  const { api } = world.owner;
  const place = { team: world.team, project: name };
  const branchMatcher = { type: 'startsWith', pattern: 'release/' } as const;
  const { body: made } = await api(k.createEnvironment, {
    params: place,
    body: { slug: 'next', description: ' What is shipped next ', branchMatcher },
  });
  await write('A', ['next']);
  const change = (environment: string, body: unknown) =>
    api(k.updateEnvironment, { params: { ...place, environment }, body });

  const { status, body } = await change('next', { slug: 'release' });

  const { id } = made.environment;
  const said = { id, description: 'What is shipped next', branchMatcher };
  expect(made.environment).toMatchObject({ ...said, slug: 'next', variableCount: 0 });
  expect([status, body.environment]).toEqual([
    200,
    { ...said, slug: 'release', version: 1, latestVersion: 1, variableCount: 1 },
  ]);
  expect(await values('release')).toEqual({ A: 'of A' });
  expect((await get('release')).body).toMatchObject({ ...said, slug: 'release' });
  const cleared = await change(id ?? '', { description: null, branchMatcher: null });
  expect(cleared.body.environment).not.toHaveProperty('description');
  expect(cleared.body.environment).not.toHaveProperty('branchMatcher');
  expect(await get('release')).not.toHaveProperty('body.branchMatcher');
  const listed = await api(k.listEnvironments, { params: place });
  expect(listed.body.environments.at(-1)).toEqual(cleared.body.environment);
  const refused = [
    await change('next', { slug: 'gone' }),
    await change('production', { description: 'x' }),
    await change('release', { slug: 'preview' }),
    await change('release', { slug: 'Release' }),
    await change('release', { description: 'x'.repeat(257) }),
    await change('release', { more: true }),
  ];
  expect(refused.map(({ status: refusal }) => refusal)).toEqual([404, 404, 409, 400, 400, 400]);
});

test('what is not there, or in another team, is not found', async () => {
  const { params, create, get, update, remove } = await shop();
  const { body } = await create({ slug: 'mine' });
  const stranger = await world.signUp('Eve');
  await stranger.api(k.createTeam, { body: { name: 'Eves', slug: 'eves' } });
  const theirs = { ...params, environment: body.id };

  const answers = [
    await get('moon'),
    await update('production', { description: 'x' }),
    await remove('preview'),
    await stranger.api(r.getCustomEnvironment, { params: theirs }),
    await stranger.api(r.removeCustomEnvironment, { params: theirs }),
    await stranger.api(r.listCustomEnvironments, { params }),
    await stranger.api(k.updateEnvironment, {
      params: { ...theirs, team: 'eves' },
      body: { slug: 'other' },
    }),
  ];

  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
});
