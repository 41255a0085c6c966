import { mint, teamWorld } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import type { Secret } from '../../domain/keyset/secret.ts';
import type { Resource } from '../../domain/resource/resource.ts';
import { refuse } from '../../refusal.ts';
import {
  type ConnectRequest,
  createChangeConnection,
  createConnect,
  type MayTouch,
} from './connect-resource.ts';
import { createDisconnect } from './disconnect-resource.ts';

const anyone: MayTouch = () => undefined;
const nobody: MayTouch = () => refuse('forbidden', 'Not yours.').error;
type Changes = Omit<Partial<ConnectRequest>, 'teamId'>;

/** A project with an environment of its own, and a resource that is connected nowhere. */
async function worldWith(given: Partial<Resource> & { secrets?: readonly Secret[] } = {}) {
  const world = teamWorld();
  const { teamId, request } = world;
  const secrets = [{ name: 'URL', value: 'live', environmentOverrides: { preview: 'copy' } }];
  const resource = await world.resource({ name: 'main', secrets, ...given });
  const project = await world.project({
    name: 'shop',
    customEnvironments: [{ id: mint.environment(), slug: 'staging' }],
  });
  const by = { teamId, actor: request.actor, resourceId: resource.id, mayTouch: anyone };
  const use = createConnect(world.ports);
  const connect = (changes: Changes = {}) =>
    use({
      ...by,
      project: 'shop',
      environments: ['production'],
      prefix: null,
      isDryRun: false,
      ...changes,
    });
  const change = createChangeConnection(world.ports);
  const disconnect = createDisconnect(world.ports);
  const read = (environment: string) => world.environment(project.id, environment);
  const anotherProject = () => world.project();
  return { ...world, resource, project, anotherProject, by, connect, change, disconnect, read };
}

test('secrets become variables of the environments that are named, with their values there', async () => {
  const { connect, read, happened } = await worldWith();

  const connected = await connect({ environments: ['production', 'preview', 'staging'] });

  expect(connected).toMatchObject({
    ok: true,
    value: { connection: { environments: ['production', 'preview', 'staging'], prefix: null } },
  });
  expect(read('production')).toEqual({ URL: 'live' });
  expect(read('preview')).toEqual({ URL: 'copy' });
  expect(read('staging')).toEqual({ URL: 'live' });
  expect(read('development')).toEqual({});
  expect(happened()).toEqual(['connection.created']);
});

test('a dry run answers the same, shows collisions, and changes nothing', async () => {
  const { connect, variable, project, data, read } = await worldWith();
  await variable(project.id, { name: 'URL', value: 'mine' });

  const shown = await connect({ isDryRun: true });

  expect(shown).toMatchObject({
    ok: true,
    value: { preview: { collisions: [{ name: 'URL' }], suggestedPrefix: 'MAIN' } },
  });
  expect(data().connections.size).toBe(0);
  expect(read('production')).toEqual({ URL: 'mine' });
});

test.each([
  ['a project that is not there', { project: 'nowhere' }, 'project_not_found'],
  ['an environment that is not there', { environments: ['moon'] }, 'environment_not_found'],
  ['a place that the caller may not touch', { mayTouch: nobody }, 'forbidden'],
  ['a resource that is not there', { resourceId: mint.resource() }, 'resource_not_found'],
] as const)('%s is refused, and nothing changes', async (_name, changes, code) => {
  const { connect, data } = await worldWith();

  expect(await connect(changes)).toMatchObject({ ok: false, error: { code } });
  expect(data().connections.size).toBe(0);
  expect(data().versions).toEqual([]);
});

test.each([
  ['provisioning', 'resource_not_active'],
  ['deleting', 'resource_not_active'],
  ['deleted', 'resource_not_found'],
  ['failed', 'resource_not_found'],
] as const)('a resource that is %s is not connected', async (lifecycle, code) => {
  const { connect } = await worldWith({ lifecycle });

  expect(await connect()).toMatchObject({ ok: false, error: { code } });
});

test('a second connection to one project is refused with the name of the first', async () => {
  const { connect } = await worldWith();
  const first = await connect();

  expect(await connect({ environments: ['preview'] })).toMatchObject({
    ok: false,
    error: {
      code: 'already_connected',
      facts: { connectionId: first.ok && first.value.connection.id },
    },
  });
});

test('a name that two would give is refused with a prefix that resolves it', async () => {
  const { connect, variable, project, read } = await worldWith();
  await variable(project.id, { name: 'URL', value: 'mine' });

  const refused = await connect();
  const resolved = await connect({ prefix: 'MAIN' });

  expect(refused).toMatchObject({
    ok: false,
    error: { code: 'variable_collision', facts: { suggestedPrefix: 'MAIN' } },
  });
  expect(resolved).toMatchObject({ ok: true });
  expect(read('production')).toEqual({ MAIN_URL: 'live', URL: 'mine' });
});

test.each([
  ['2FA', 'MAIN'],
  ['TWO-FACTOR', undefined],
])('%s makes no variable, tried or not, and %s is proposed', async (name, suggestedPrefix) => {
  const { connect, read, data } = await worldWith({ secrets: [{ name, value: 'x' }] });

  const refused = [await connect(), await connect({ isDryRun: true })];

  const facts = {
    names: [{ name, secretName: name }],
    ...(suggestedPrefix && { suggestedPrefix }),
  };
  for (const each of refused) {
    expect(each).toMatchObject({ ok: false, error: { code: 'variable_name_unusable', facts } });
  }
  expect(data().connections.size).toBe(0);
  expect(read('production')).toEqual({});
});

/** The same, connected to the project and to another one. */
async function connectedWorld() {
  const world = await worldWith();
  const other = await world.anotherProject();
  const [here, there] = [await world.connect(), await world.connect({ project: other.id })];
  if (!here.ok || !there.ok) throw new Error('this world cannot be built');
  return { ...world, other, connectionId: here.value.connection.id };
}

test('a connection that changes moves its variables and leaves other projects alone', async () => {
  const { change, by, connectionId, read, other, environment, happened } = await connectedWorld();

  const changed = await change({
    ...by,
    connectionId,
    environments: ['preview'],
    prefix: 'DB1',
    isDryRun: false,
  });

  expect(changed).toMatchObject({ ok: true });
  expect(read('production')).toEqual({});
  expect(read('preview')).toEqual({ DB1_URL: 'copy' });
  expect(environment(other.id)).toEqual({ URL: 'live' });
  expect(happened().at(-1)).toBe('connection.updated');
});

test('what a change does not name stays, and a prefix goes when it is taken away', async () => {
  const { change, by, connectionId, read } = await connectedWorld();
  const edit = { ...by, connectionId, isDryRun: false };

  await change({ ...edit, prefix: 'DB1' });
  const prefixed = read('production');
  await change({ ...edit, environments: ['production', 'preview'] });
  const widened = read('preview');
  await change({ ...edit, prefix: null });

  expect([prefixed, widened]).toEqual([{ DB1_URL: 'live' }, { DB1_URL: 'copy' }]);
  expect(read('production')).toEqual({ URL: 'live' });
});

test('a change that would collide, or that is only tried, leaves everything as it is', async () => {
  const { change, by, connectionId, read, variable, project, data } = await connectedWorld();
  await variable(project.id, { name: 'DB1_URL', value: 'mine' });
  const edit = { ...by, connectionId, prefix: 'DB1' };

  const refused = await change({ ...edit, isDryRun: false });
  const tried = await change({ ...edit, isDryRun: true });

  expect(refused).toMatchObject({ ok: false, error: { code: 'variable_collision' } });
  expect(tried).toMatchObject({ ok: true, value: { preview: { collisions: [{}] } } });
  expect(data().connections.get(connectionId)).toMatchObject({ prefix: null });
  expect(read('production')).toEqual({ DB1_URL: 'mine', URL: 'live' });
});

test('who may not touch where it is, or where it would go, does not change it', async () => {
  const { change, by, connectionId } = await connectedWorld();
  const isProduction: MayTouch = (place) =>
    place.environments.includes('production') ? nobody(place) : undefined;

  expect(
    await change({
      ...by,
      connectionId,
      environments: ['preview'],
      isDryRun: false,
      mayTouch: isProduction,
    }),
  ).toMatchObject({ ok: false, error: { code: 'forbidden' } });
});

test('disconnecting takes the variables out of one project, and may not be repeated', async () => {
  const { disconnect, by, connectionId, read, other, environment, happened } =
    await connectedWorld();

  const first = await disconnect({ ...by, connectionId });
  const second = await disconnect({ ...by, connectionId });

  expect(first).toEqual({ ok: true, value: null });
  expect(second).toMatchObject({ ok: false, error: { code: 'connection_not_found' } });
  expect(read('production')).toEqual({});
  expect(environment(other.id)).toEqual({ URL: 'live' });
  expect(happened().at(-1)).toBe('connection.removed');
});

test('who may not touch its environments does not disconnect it', async () => {
  const { disconnect, by, connectionId, read } = await connectedWorld();

  expect(await disconnect({ ...by, connectionId, mayTouch: nobody })).toMatchObject({
    ok: false,
    error: { code: 'forbidden' },
  });
  expect(read('production')).toEqual({ URL: 'live' });
});
