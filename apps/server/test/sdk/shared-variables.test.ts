import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import type { Vercel } from '@vercel/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { install, project, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { sdkFor } from './sdk.ts';

let world: World;
let calls: Vercel['environment'];
let installation: string;
let count = 0;
beforeAll(async () => {
  world = await startWorld();
  calls = sdkFor(world.url, world.owner.token).environment;
  installation = await install(world);
});
afterAll(() => world.close());

/** Two projects of their own. */
async function twoProjects(): Promise<[string, string]> {
  count += 1;
  return [await project(world, `web-${count}`), await project(world, `api-${count}`)];
}

type Wish = {
  name?: string;
  value?: string;
  projectId?: string[];
  type?: string;
  target?: string[];
};

async function share({ name = `LEVEL_${count}`, value = 'debug', ...rest }: Wish = {}) {
  const requestBody = { evs: [{ key: name, value }], target: ['production'], ...rest } as never;
  const answer = await calls.createSharedEnvVariable({ requestBody });
  return { ...answer, id: answer.created[0]?.id ?? '' };
}

const place = (of: string, environment = 'production') => ({
  params: { team: world.team, project: of, environment },
});
const valuesIn = async (of: string, environment?: string) =>
  (await world.owner.api(k.readEnvironment, place(of, environment))).body?.variables;
const change = (id: string, update: object) =>
  calls.updateSharedEnvVariable({ requestBody: { updates: { [id]: update } } });

test('environment.createSharedEnvVariable links each to projects, which read it at once', async () => {
  const [web, api] = await twoProjects();

  const { created, failed } = await calls.createSharedEnvVariable({
    requestBody: {
      evs: [
        { key: 'REGION', value: 'fra1', comment: 'where we are' },
        { key: 'LEVEL', value: 'debug' },
      ],
      type: 'encrypted',
      target: ['production', 'preview'],
      projectId: [web, api],
    },
  });

  expect(failed).toEqual([]);
  expect(created).toMatchObject([
    {
      id: expect.stringMatching(/^shv_/),
      key: 'REGION',
      value: '',
      decrypted: false,
      comment: 'where we are',
      target: ['production', 'preview'],
      projectId: [web, api].sort(),
      createdBy: world.owner.userId,
      created: expect.any(Date),
    },
    { key: 'LEVEL' },
  ]);
  for (const each of [web, api]) {
    expect(await valuesIn(each)).toEqual({ REGION: 'fra1', LEVEL: 'debug' });
    expect(await valuesIn(each, 'development')).toEqual({});
  }
  const listed = await world.owner.api(k.listEnvironmentVariables, place(web));
  expect(listed.body.variables).toEqual([
    {
      name: 'LEVEL',
      isPublic: false,
      source: { kind: 'shared', sharedVariableId: created[1]?.id },
    },
    {
      name: 'REGION',
      isPublic: false,
      source: { kind: 'shared', sharedVariableId: created[0]?.id },
    },
  ]);
});

test('a variable of the project lies over the shared one, which comes back when it goes', async () => {
  const [web] = await twoProjects();
  await share({ name: 'LEVEL', projectId: [web] });

  const own = await world.owner.api(k.createVariable, {
    params: { team: world.team, project: web },
    body: { name: 'LEVEL', value: 'own', environments: ['production'] },
  });
  expect([own.status, await valuesIn(web)]).toEqual([201, { LEVEL: 'own' }]);

  await world.owner.api(k.deleteVariable, {
    params: { team: world.team, project: web, variable: own.body.variable.id },
  });
  expect(await valuesIn(web)).toEqual({ LEVEL: 'debug' });
});

test('what would collide with a resource, or with another shared one, is refused by itself', async () => {
  const [web, api] = await twoProjects();
  const resource = await provision(world, installation);
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    body: { project: web, environments: ['production'] },
  });
  const [taken = ''] = Object.keys((await valuesIn(web)) ?? {});

  const { created, failed } = await calls.createSharedEnvVariable({
    requestBody: {
      evs: [
        { key: taken, value: 'mine' },
        { key: 'FREE', value: '1' },
        { key: 'FREE', value: '2' },
      ],
      target: ['production'],
      projectId: [web, api],
    },
  });

  expect(created.map(({ key }) => key)).toEqual(['FREE']);
  expect(failed).toMatchObject([
    {
      error: {
        code: 'ENV_CONFLICT',
        key: taken,
        message: expect.stringContaining('a shared variable'),
      },
    },
    { error: { code: 'ENV_CONFLICT', key: 'FREE' } },
  ]);
  expect(await valuesIn(api)).toEqual({ FREE: '1' });
});

test('a connection that would take the name of a shared variable is refused, and says whose it is', async () => {
  const [web] = await twoProjects();
  const resource = await provision(world, installation);
  const connect = (prefix?: string) =>
    world.owner.api(k.connectResource, {
      params: { team: world.team, resource: resource.id },
      body: { project: web, environments: ['production'], ...(prefix && { prefix }) },
    });
  const other = await project(world, `other-${count}`);
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    body: { project: other, environments: ['production'] },
  });
  const [name = ''] = Object.keys((await valuesIn(other)) ?? {});
  const { id } = await share({ name, projectId: [web] });

  const refused = await connect();
  const prefixed = await connect('DB');

  expect([refused.status, refused.error.code]).toEqual([409, 'variable_collision']);
  expect(refused.error.collisions).toMatchObject([
    { name, owners: [{ kind: 'shared', sharedVariableId: id }, { kind: 'connection' }] },
  ]);
  expect(prefixed.status).toBe(201);
});

test('environment.listSharedEnvVariable filters by name, id and project, and shows no value', async () => {
  const [web, api] = await twoProjects();
  const one = await share({ name: `FIND_${count}`, projectId: [web] });
  const two = await share({ name: `OTHER_${count}`, projectId: [api] });
  const found = async (filter: Parameters<typeof calls.listSharedEnvVariable>[0]) =>
    (await calls.listSharedEnvVariable(filter)).data.map(({ id }) => id);

  expect(await found({ search: `find_${count}` })).toEqual([one.id]);
  expect(await found({ projectId: web })).toEqual([one.id]);
  expect(await found({ ids: `${two.id},${one.id}` })).toEqual([one.id, two.id]);
  expect(await found({ ids: `${one.id},${two.id}`, excludeIdsQueryParameter: one.id })).toEqual([
    two.id,
  ]);
  expect(await found({ ids: `${one.id},${two.id}`, excludeProjectIdQueryParameter: web })).toEqual([
    two.id,
  ]);
  const { data, pagination } = await calls.listSharedEnvVariable({ projectId: web });
  expect(data).toMatchObject([
    { key: `FIND_${count}`, value: '', decrypted: false, projectId: [web] },
  ]);
  expect(pagination).toEqual({ count: 1, next: null, prev: null });
});

test('environment.getSharedEnvVar answers the value, notes who read it, and leaves out what is sensitive', async () => {
  const plain = await share({ value: 'shown' });
  const sensitive = await share({ value: 'never', type: 'sensitive' });

  expect(await calls.getSharedEnvVar({ id: plain.id })).toMatchObject({
    value: 'shown',
    decrypted: true,
  });
  const closed = await calls.getSharedEnvVar({ id: sensitive.id });
  expect(JSON.stringify(closed)).not.toContain('never');
  const events = await world.owner.api(k.listEvents, { params: { team: world.team } });
  expect(events.body.events.filter(({ type }) => type === 'shared-variable.read')).toMatchObject([
    { subject: { sharedVariable: plain.id }, actor: { kind: 'person' } },
  ]);
});

test('environment.updateSharedEnvVariable changes every project that it is linked to, and which those are', async () => {
  const [web, api] = await twoProjects();
  const { id } = await share({ name: 'LEVEL', projectId: [web] });

  const linked = await change(id, { value: 'info', projectIdUpdates: { link: [api] } });
  expect(linked).toMatchObject({ failed: [], updated: [{ id, projectId: [web, api].sort() }] });
  expect([await valuesIn(web), await valuesIn(api)]).toEqual([
    { LEVEL: 'info' },
    { LEVEL: 'info' },
  ]);

  await change(id, { key: 'LOG', target: ['preview'], projectId: [api] });
  expect([await valuesIn(web), await valuesIn(api)]).toEqual([{}, {}]);
  expect(await valuesIn(api, 'preview')).toEqual({ LOG: 'info' });

  const unlinked = await calls.unlinkSharedEnvVariable({ id, projectId: api });
  expect([unlinked, await valuesIn(api, 'preview')]).toEqual([{ id }, {}]);
});

test('a change that cannot be made is told with its variable, and the others are made', async () => {
  const [web] = await twoProjects();
  const first = await share({ name: 'A', projectId: [web] });
  const second = await share({ name: 'B', projectId: [web] });
  const hidden = await share({ name: 'C', type: 'sensitive' });

  const { updated, failed } = await calls.updateSharedEnvVariable({
    requestBody: {
      updates: {
        [first.id]: { value: 'changed' },
        [second.id]: { key: 'A' },
        [hidden.id]: { type: 'encrypted' },
        shv_none: { value: 'x' },
      },
    },
  });

  expect(updated.map(({ id }) => id)).toEqual([first.id]);
  expect(failed.map(({ error }) => [error.envVarId, error.code])).toEqual([
    [second.id, 'ENV_CONFLICT'],
    [hidden.id, 'invalid_request'],
    ['shv_none', 'variable_not_found'],
  ]);
  expect(await valuesIn(web)).toEqual({ A: 'changed', B: 'debug' });
});

test('environment.deleteSharedEnvVariable takes them out of every project, and names those that are not there', async () => {
  const [web, api] = await twoProjects();
  const { id } = await share({ projectId: [web, api] });

  const { deleted, failed } = await calls.deleteSharedEnvVariable({
    requestBody: { ids: [id, 'shv_none'] },
  });

  expect([deleted, failed.map(({ error }) => [error.envVarId, error.code])]).toEqual([
    [id],
    [['shv_none', 'variable_not_found']],
  ]);
  expect([await valuesIn(web), await valuesIn(api)]).toEqual([{}, {}]);
  await expect(calls.getSharedEnvVar({ id })).rejects.toMatchObject({ statusCode: 404 });
});

test('another team finds, links and changes nothing', async () => {
  const [web] = await twoProjects();
  const { id } = await share({ projectId: [web] });
  const stranger = await world.signUp('Eve');
  await stranger.api(k.createTeam, { body: { name: 'Eve', slug: `eve-${count}` } });
  const theirs = sdkFor(world.url, stranger.token).environment;

  const updates = { [id]: { value: 'stolen' } };
  expect((await theirs.listSharedEnvVariable({})).data).toEqual([]);
  await expect(theirs.getSharedEnvVar({ id })).rejects.toMatchObject({ statusCode: 404 });
  expect((await theirs.updateSharedEnvVariable({ requestBody: { updates } })).updated).toEqual([]);
  expect((await theirs.deleteSharedEnvVariable({ requestBody: { ids: [id] } })).deleted).toEqual(
    [],
  );
  await expect(theirs.unlinkSharedEnvVariable({ id, projectId: web })).rejects.toMatchObject({
    statusCode: 404,
  });
  const linking = { evs: [{ key: 'A', value: 'x' }], projectId: [web] };
  await expect(theirs.createSharedEnvVariable({ requestBody: linking })).rejects.toMatchObject({
    statusCode: 404,
  });
  expect(Object.values((await valuesIn(web)) ?? {})).toEqual(['debug']);
});

test.each([
  ['no variables', { evs: [] }],
  ['a name that is none', { evs: [{ key: '1A', value: '' }] }],
  [
    'an environment that not every project has',
    { evs: [{ key: 'A', value: '' }], target: ['staging'] },
  ],
  ['more than there is', { evs: [{ key: 'A', value: '' }], customEnvironmentIds: [] }],
])('%s is refused', async (_what, body) => {
  const { status, error } = await world.owner.api(r.createSharedEnvVariable, {
    body,
    query: {},
  } as never);

  expect([status, (error as { code: string }).code]).toEqual([400, 'bad_request']);
});

test('who may not write is refused, and a token for one project reaches no shared variable', async () => {
  const [web] = await twoProjects();
  const made = await world.owner.api(k.createTeamToken, {
    params: { team: world.team },
    body: { name: 'ci', role: 'viewer' },
  });
  const limited = await world.owner.api(r.createAuthToken, {
    query: { slug: world.team },
    body: { name: 'ci', projectId: web },
  });
  const requestBody = { evs: [{ key: 'A', value: 'x' }] };
  const viewer = sdkFor(world.url, made.body.secret).environment;
  const narrow = sdkFor(world.url, limited.body.bearerToken).environment;
  const { id } = await share({ value: 'secret' });

  const forbidden = { statusCode: 403 };
  await expect(viewer.createSharedEnvVariable({ requestBody })).rejects.toMatchObject(forbidden);
  await expect(viewer.getSharedEnvVar({ id })).rejects.toMatchObject(forbidden);
  expect((await viewer.listSharedEnvVariable({})).data.length).toBeGreaterThan(0);
  await expect(narrow.listSharedEnvVariable({})).rejects.toMatchObject(forbidden);
});
