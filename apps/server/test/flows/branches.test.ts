import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { install, project, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let count = 0;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** A project of its own, with the calls that this page is about. */
async function shop() {
  count += 1;
  const name = `shop-${count}`;
  const id = await project(world, name);
  const params = { team: world.team, project: name };
  const place = { ...params, environment: 'preview' };
  const write = async (variable: string, value: string, gitBranch: string | null = null) => {
    const environments = gitBranch === null ? ['preview', 'production'] : ['preview'];
    const body = { name: variable, value, environments, gitBranch };
    const { status, body: made, error } = await world.owner.api(k.createVariable, { params, body });
    if (status !== 201) throw new Error(error.message);
    return made.variable;
  };
  const read = (gitBranch?: string, environment = 'preview', etag?: string) =>
    world.owner.api(k.readEnvironment, {
      params: { ...params, environment },
      ...(gitBranch === undefined ? {} : { query: { gitBranch } }),
      ...(etag === undefined ? {} : { headers: { 'if-none-match': etag } }),
    });
  const values = async (gitBranch?: string) => (await read(gitBranch)).body.variables;
  return { id, name, params, place, write, read, values };
}

test('deployments of a branch read preview with the variables of that branch over it', async () => {
  const { write, read } = await shop();
  await write('LEVEL', 'info');
  await write('LEVEL', 'debug', 'feature/login');
  await write('ONLY', 'there', 'other');

  const [own, other, none] = [await read('feature/login'), await read('other'), await read('main')];

  expect(own.body).toMatchObject({
    environment: 'preview',
    gitBranch: 'feature/login',
    variables: { LEVEL: 'debug' },
  });
  expect(other.body.variables).toEqual({ LEVEL: 'info', ONLY: 'there' });
  expect(none.body).toEqual((await read()).body);
  expect(none.body).not.toHaveProperty('gitBranch');
  expect((await read('feature/login', 'production')).body.variables).toEqual({ LEVEL: 'info' });
});

test('the first variable of a branch is there at its first read, and an ETag from before is stale', async () => {
  const { write, read } = await shop();
  await write('LEVEL', 'info');
  const etag = (await read('main')).headers.get('etag') ?? '';

  const before = await read('main', 'preview', etag);
  await write('LEVEL', 'debug', 'main');
  const after = await read('main', 'preview', etag);
  const elsewhere = await read('other', 'preview', etag);

  expect([before.status, after.status, elsewhere.status]).toEqual([304, 200, 304]);
  expect(after.body.variables).toEqual({ LEVEL: 'debug' });
});

test('a branch follows secrets of a resource, and may lie over them', async () => {
  const { id, write, values } = await shop();
  const resource = await provision(world, await install(world));
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    body: { project: id, environments: ['preview'], makesSensitive: true },
  });
  const before = await values('main');
  const [name = ''] = Object.keys(before);

  await write(name, 'of the branch', 'main');

  expect(await values('main')).toEqual({ ...before, [name]: 'of the branch' });
  expect([await values(), await values('other')]).toEqual([before, before]);
});

test('a branch has versions of its own, and one is served again until told otherwise', async () => {
  const { place, params, write, values } = await shop();
  const query = { gitBranch: 'main' };
  await write('GENERAL', '0');
  const { id } = await write('LEVEL', '1', 'main');
  await world.owner.api(k.updateVariable, {
    params: { ...params, variable: id },
    body: { value: '2' },
  });
  const roll = (version: number | null) =>
    world.owner.api(k.rollBackEnvironment, { params: place, query, body: { version } });

  const compared = await world.owner.api(k.compareEnvironmentVersions, {
    params: place,
    query: { ...query, from: 1, to: 2 },
  });
  await roll(1);
  const rolledBack = [await values('main'), await values()];
  await world.owner.api(k.deleteVariable, { params: { ...params, variable: id } });
  const withoutOwn = await values('main');
  await roll(null);

  expect(compared.body).toEqual({ added: [], removed: [], changed: ['LEVEL'] });
  expect(rolledBack).toEqual([{ GENERAL: '0', LEVEL: '1' }, { GENERAL: '0' }]);
  expect(withoutOwn).toEqual({ GENERAL: '0', LEVEL: '1' });
  expect(await values('main')).toEqual({ GENERAL: '0' });
});

test('a branch without variables of its own reads preview again', async () => {
  const { params, place, write, values } = await shop();
  await write('LEVEL', 'info');
  const { id } = await write('LEVEL', 'debug', 'main');

  await world.owner.api(k.deleteVariable, { params: { ...params, variable: id } });
  await write('NEW', 'later');

  expect(await values('main')).toEqual({ LEVEL: 'info', NEW: 'later' });
  const { body } = await world.owner.api(k.listEnvironmentVersions, {
    params: place,
    query: { gitBranch: 'main' },
  });
  expect(body.versions.map(({ version }) => version)).toEqual([1]);
});

test('a deployment is pinned to what its branch has, from the first on', async () => {
  const { params, write } = await shop();
  await write('LEVEL', 'info');
  await write('LEVEL', 'debug', 'main');
  const deploy = async (gitBranch: string) => {
    const made = await world.owner.api(k.announceDeployment, { params, body: { gitBranch } });
    const { id } = made.body.deployment;
    const read = await world.owner.api(k.readDeploymentEnvironment, {
      params: { ...params, deployment: id },
    });
    return read.body;
  };
  const [main, other] = [await deploy('main'), await deploy('other')];

  expect(main).toMatchObject({
    environment: 'preview',
    gitBranch: 'main',
    variables: { LEVEL: 'debug' },
  });
  expect(other).toMatchObject({ environment: 'preview', variables: { LEVEL: 'info' } });
  expect(other).not.toHaveProperty('gitBranch');
});

test('a read of a branch is in the log under the branch', async () => {
  const { id, write, values } = await shop();
  await write('LEVEL', 'debug', 'main');

  await values('main');

  const { body } = await world.owner.api(k.listEvents, {
    params: { team: world.team },
    query: { type: 'environment.read', limit: 1 },
  });
  expect(body.events).toMatchObject([
    { subject: { project: id }, data: { environment: 'preview', gitBranch: 'main', version: 1 } },
  ]);
});

test.each([
  ['outside preview', { environments: ['production'] }, 'invalid_request'],
  ['in more than preview', { environments: ['preview', 'development'] }, 'invalid_request'],
  ['without a name', { gitBranch: '' }, 'invalid_request'],
  ['with a name of more than 250 characters', { gitBranch: 'b'.repeat(251) }, 'invalid_request'],
  ['that has the name already', {}, 'variable_collision'],
])('a variable of a branch %s is refused', async (_what, change, code) => {
  const { params, write } = await shop();
  await write('LEVEL', 'first', 'main');
  const body = { name: 'LEVEL', value: 'x', environments: ['preview'], gitBranch: 'main' };

  const { error } = await world.owner.api(k.createVariable, {
    params,
    body: { ...body, ...change },
  });

  expect(error.code).toBe(code);
});

test('two that write the same name for one branch at the same moment do not both succeed', async () => {
  const { params, values } = await shop();
  const write = (value: string) =>
    world.owner.api(k.createVariable, {
      params,
      body: { name: 'RACE', value, environments: ['preview'], gitBranch: 'main' },
    });

  const both = await Promise.all([write('a'), write('b')]);

  expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(['a', 'b']).toContain((await values('main')).RACE);
});

test('a custom environment is read under its id as under its name', async () => {
  const { params } = await shop();
  const made = await world.owner.api(k.createEnvironment, { params, body: { slug: 'staging' } });
  const { id = '' } = made.body.environment;
  await world.owner.api(k.createVariable, {
    params,
    body: { name: 'LEVEL', value: 'info', environments: [id] },
  });
  const read = (environment: string) =>
    world.owner.api(k.readEnvironment, { params: { ...params, environment } });

  const [byId, byName] = [await read(id), await read('staging')];

  expect(byId.body).toEqual(byName.body);
  expect(byId.body).toMatchObject({ environment: 'staging', variables: { LEVEL: 'info' } });
  expect((await read('env_nothing')).error.code).toBe('environment_not_found');
});
