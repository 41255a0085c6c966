import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, install, project, provision, variablesOf } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
});
afterAll(() => world.close());

let count = 0;
/** A project and a resource of its own for a test. */
async function pair() {
  count += 1;
  const name = `app-${count}`;
  const id = await project(world, name);
  return { name, id, resource: await provision(world, installation) };
}

const connect = (resource: string, body: object, query: Record<string, string> = {}) =>
  world.owner.api(k.connectResource, { params: { team: world.team, resource }, body, query });

const pushSecrets = (externalId: string | null, body: object) =>
  fetch(
    `${world.url}/v1/installations/${installation}/resources/${encodeURIComponent(externalId ?? '')}/secrets`,
    {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${world.provider.installations.get(installation)?.accessToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    },
  );

test('connecting makes variables in the chosen environments, under the prefix', async () => {
  const { name, resource } = await pair();
  const answer = await connect(resource.id, {
    project: name,
    environments: ['production', 'preview'],
    prefix: 'DB1',
  });

  expect(answer.status).toBe(201);
  expect(Object.keys(await variablesOf(world, name, 'production'))).toEqual(['DB1_DATABASE_URL']);
  expect(Object.keys(await variablesOf(world, name, 'preview'))).toEqual(['DB1_DATABASE_URL']);
  expect(await variablesOf(world, name, 'development')).toEqual({});
});

test('a project lists what it is connected to, and nothing of other projects', async () => {
  const { name, id, resource } = await pair();
  const other = await pair();
  const made = await connect(resource.id, { project: name, environments: ['production'] });
  await connect(resource.id, { project: other.name, environments: ['preview'], prefix: 'X' });

  const listed = (project: string) =>
    world.owner.api(k.listProjectConnections, { params: { team: world.team, project } });

  const { status, body } = await listed(id);
  expect(status).toBe(200);
  expect(body.connections).toEqual([
    { ...made.body.connection, resourceName: resource.name, installationId: installation },
  ]);
  expect((await listed(other.name)).body.connections).toHaveLength(1);
  expect((await listed('nowhere')).status).toBe(404);
});

test('a dry run shows names and collisions with values withheld, and changes nothing', async () => {
  const { name, resource } = await pair();
  const variables = { params: { team: world.team, project: name } };
  await world.owner.api(k.createVariable, {
    ...variables,
    body: { name: 'DATABASE_URL', value: 'by hand', environments: ['production'] },
  });
  const { status, body } = await connect(
    resource.id,
    { project: name, environments: ['production'] },
    { dryRun: 'true' },
  );

  expect(status).toBe(200);
  expect(body.preview.environments).toEqual([
    {
      environment: 'production',
      variables: [{ name: 'DATABASE_URL', secretName: 'DATABASE_URL', isPublic: false }],
    },
  ]);
  expect(body.preview.collisions[0]).toMatchObject({
    name: 'DATABASE_URL',
    environment: 'production',
    owners: [{ kind: 'variable' }, { kind: 'connection', resourceName: resource.name }],
  });
  expect(JSON.stringify(body)).not.toContain('postgres://');
  expect(await variablesOf(world, name, 'production')).toEqual({ DATABASE_URL: 'by hand' });
});

test('two connections that would give one name collide, are both named, and a prefix resolves it', async () => {
  const { name, resource: primary } = await pair();
  const replica = await provision(world, installation);
  const target = { project: name, environments: ['production'] };
  await connect(primary.id, target);
  const before = await variablesOf(world, name, 'production');

  const refused = await connect(replica.id, target);

  expect([refused.status, refused.error.code]).toEqual([409, 'variable_collision']);
  expect(refused.error.message).toContain(primary.name);
  expect(refused.error.message).toContain(replica.name);
  expect(await variablesOf(world, name, 'production')).toEqual(before);
  const prefix = String(refused.error.suggestedPrefix);
  expect((await connect(replica.id, { ...target, prefix })).status).toBe(201);
  expect(Object.keys(await variablesOf(world, name, 'production'))).toEqual(
    ['DATABASE_URL', `${prefix}_DATABASE_URL`].sort(),
  );
});

test('a variable that would take the name of a connection is refused, and in another environment is not', async () => {
  const { name, resource } = await pair();
  await connect(resource.id, { project: name, environments: ['production'] });
  const write = (environments: string[]) =>
    world.owner.api(k.createVariable, {
      params: { team: world.team, project: name },
      body: { name: 'DATABASE_URL', value: 'x', environments },
    });

  expect((await write(['production', 'development'])).error.code).toBe('variable_collision');
  expect((await write(['development'])).status).toBe(201);
});

test("the provider's new secrets reach every connected project, and a removed one goes", async () => {
  const { name: first, resource } = await pair();
  const { name: second } = await pair();
  await connect(resource.id, { project: first, environments: ['production'] });
  await connect(resource.id, { project: second, environments: ['preview'], prefix: 'TWO' });

  const partial = await pushSecrets(resource.externalId, {
    secrets: [{ name: 'PGHOST', value: 'db.new' }],
    partial: true,
  });
  expect(partial.status).toBe(201);
  expect(await variablesOf(world, first, 'production')).toMatchObject({ PGHOST: 'db.new' });
  expect(Object.keys(await variablesOf(world, second, 'preview'))).toEqual([
    'TWO_DATABASE_URL',
    'TWO_PGHOST',
  ]);

  await pushSecrets(resource.externalId, { secrets: [{ name: 'PGHOST', value: 'db.newer' }] });
  expect(await variablesOf(world, first, 'production')).toEqual({ PGHOST: 'db.newer' });
  expect(await variablesOf(world, second, 'preview')).toEqual({ TWO_PGHOST: 'db.newer' });
});

test('secrets that would collide in any connected project change none of them', async () => {
  const { name, resource } = await pair();
  await connect(resource.id, { project: name, environments: ['production'] });
  await world.owner.api(k.createVariable, {
    params: { team: world.team, project: name },
    body: { name: 'PGHOST', value: 'mine', environments: ['production'] },
  });
  const before = await variablesOf(world, name, 'production');

  const answer = await pushSecrets(resource.externalId, {
    secrets: [{ name: 'PGHOST', value: 'theirs' }],
  });

  expect(answer.status).toBe(409);
  expect(await variablesOf(world, name, 'production')).toEqual(before);
});

test('secrets of a resource that very many projects use reach all of them, with progress shown', {
  timeout: 60_000,
}, async () => {
  const { resource } = await pair();
  const names = Array.from({ length: 60 }, (_, index) => `many-${index}`);
  for (const name of names) {
    await project(world, name);
    await connect(resource.id, { project: name, environments: ['production'] });
  }
  const answer = await pushSecrets(resource.externalId, {
    secrets: [{ name: 'DATABASE_URL', value: 'newest' }],
  });
  expect(answer.status).toBe(201);

  const shown = async () =>
    (
      await world.owner.api(k.getTeamResource, {
        params: { team: world.team, resource: resource.id },
      })
    ).body.resource;
  expect((await shown()).connectionCount).toBe(60);
  await eventually(async () => (await shown()).pendingProjectCount === 0, 30_000);
  for (const name of names) {
    expect(await variablesOf(world, name, 'production')).toEqual({ DATABASE_URL: 'newest' });
  }
});

test('an override gives its environment another value, and custom environments the plain one', async () => {
  const { name, resource } = await pair();
  await world.owner.api(k.createEnvironment, {
    params: { team: world.team, project: name },
    body: { slug: 'staging' },
  });
  await connect(resource.id, { project: name, environments: ['production', 'preview', 'staging'] });
  await pushSecrets(resource.externalId, {
    secrets: [{ name: 'PGHOST', value: 'main', environmentOverrides: { preview: 'branch' } }],
  });

  expect(await variablesOf(world, name, 'production')).toEqual({ PGHOST: 'main' });
  expect(await variablesOf(world, name, 'preview')).toEqual({ PGHOST: 'branch' });
  expect(await variablesOf(world, name, 'staging')).toEqual({ PGHOST: 'main' });
});

test('changing one connection and removing another leaves the rest', async () => {
  const { name: first, resource } = await pair();
  const { name: second } = await pair();
  const one = await connect(resource.id, { project: first, environments: ['production'] });
  const two = await connect(resource.id, { project: second, environments: ['production'] });
  const place = (connection: string) => ({
    params: { team: world.team, resource: resource.id, connection },
  });

  await world.owner.api(k.updateConnection, {
    ...place(one.body.connection.id),
    body: { prefix: 'MAIN', environments: ['preview'] },
  });
  expect(await variablesOf(world, first, 'production')).toEqual({});
  expect(Object.keys(await variablesOf(world, first, 'preview'))).toEqual(['MAIN_DATABASE_URL']);
  expect(Object.keys(await variablesOf(world, second, 'production'))).toEqual(['DATABASE_URL']);

  const gone = await world.owner.api(k.disconnectResource, place(two.body.connection.id));
  expect(gone.status).toBe(204);
  expect(await variablesOf(world, second, 'production')).toEqual({});
  expect(Object.keys(await variablesOf(world, first, 'preview'))).toEqual(['MAIN_DATABASE_URL']);
});

test('of two people who change one connection the second is told what the first has made of it', async () => {
  const { name, resource } = await pair();
  const { body } = await connect(resource.id, { project: name, environments: ['production'] });
  const { id, environments, prefix, makesSensitive } = body.connection;
  const change = (wish: object, was: object, query = {}) =>
    world.owner.api(k.updateConnection, {
      params: { team: world.team, resource: resource.id, connection: id },
      query,
      body: { ...wish, was } as never,
    });
  const was = { environments, prefix, makesSensitive };

  expect((await change({ prefix: 'FIRST' }, was)).status).toBe(200);
  const second = await change({ prefix: 'SECOND' }, was);
  const looked = await change({ prefix: 'SECOND' }, was, { dryRun: 'true' });

  expect([second.status, second.error.code, second.error.current]).toEqual([
    409,
    'connection_changed',
    { ...was, prefix: 'FIRST' },
  ]);
  expect(looked.error.code).toBe('connection_changed');
  expect(Object.keys(await variablesOf(world, name, 'production'))).toEqual(['FIRST_DATABASE_URL']);
  expect((await change({ prefix: 'SECOND' }, { ...was, prefix: 'FIRST' })).status).toBe(200);
  expect((await change({ prefix: 'THIRD' }, { ...was, other: 1 })).status).toBe(400);
});

test('a custom environment that is deleted by its id is gone with all it held', async () => {
  const { name } = await pair();
  const params = { team: world.team, project: name };
  const made = await world.owner.api(k.createEnvironment, { params, body: { slug: 'staging' } });
  await world.owner.api(k.createVariable, {
    params,
    body: { name: 'A', value: 'staged', environments: ['staging', 'production'] },
  });
  const environment = made.body.environment.id ?? '';
  const gone = await world.owner.api(k.deleteEnvironment, { params: { ...params, environment } });

  expect(gone.status).toBe(204);
  const read = await world.owner.api(k.readEnvironment, {
    params: { ...params, environment: 'staging' },
  });
  expect([read.status, read.error.code]).toEqual([404, 'environment_not_found']);
  expect(await variablesOf(world, name, 'production')).toEqual({ A: 'staged' });
});

test('a secret under a name that browsers see is flagged', async () => {
  const { name, resource } = await pair();
  const { body } = await connect(
    resource.id,
    { project: name, environments: ['production'], prefix: 'NEXT_PUBLIC' },
    { dryRun: 'true' },
  );

  expect(body.preview.warnings).toEqual([
    {
      code: 'public_name',
      name: 'NEXT_PUBLIC_DATABASE_URL',
      secretName: 'DATABASE_URL',
      cause: 'prefix',
    },
  ]);
});

test('connecting twice, to nowhere, or in an unknown environment is refused with what to do', async () => {
  const { name, resource } = await pair();
  const target = { project: name, environments: ['production'] };
  const first = await connect(resource.id, target);

  const twice = await connect(resource.id, target);
  expect([twice.status, twice.error.code, twice.error.connectionId]).toEqual([
    409,
    'already_connected',
    first.body.connection.id,
  ]);
  const nowhere = await connect(resource.id, { ...target, project: 'nowhere' });
  expect([nowhere.status, nowhere.error.code]).toEqual([404, 'project_not_found']);
  const typo = await connect(resource.id, { ...target, environments: ['prod'] });
  expect([typo.status, typo.error.code]).toEqual([404, 'environment_not_found']);
  expect(typo.error.message).toContain('production, preview, development');
});

test('deleting a resource takes its variables out of every project', async () => {
  const { name, resource } = await pair();
  await connect(resource.id, { project: name, environments: ['production'] });

  const { status, body } = await world.owner.api(k.deleteTeamResource, {
    params: { team: world.team, resource: resource.id },
  });

  expect([status, body.resource.lifecycle]).toEqual([200, 'deleted']);
  expect(await variablesOf(world, name, 'production')).toEqual({});
  expect(world.provider.resources.has(resource.externalId ?? '')).toBe(false);
});

test('an environment is read again only when it changed', async () => {
  const { name, resource } = await pair();
  await connect(resource.id, { project: name, environments: ['production'] });
  const read = (etag?: string) =>
    world.owner.api(k.readEnvironment, {
      params: { team: world.team, project: name, environment: 'production' },
      headers: etag === undefined ? {} : { 'if-none-match': etag },
    });
  const first = await read();
  const etag = first.headers.get('etag') ?? '';

  expect((await read(etag)).status).toBe(304);
  await pushSecrets(resource.externalId, { secrets: [{ name: 'PGHOST', value: 'other' }] });
  const third = await read(etag);
  expect([third.status, third.body.version]).toEqual([200, first.body.version + 1]);
});

test('versions of an environment can be compared and served again', async () => {
  const { name } = await pair();
  const place = { team: world.team, project: name, environment: 'production' };
  const write = (body: object) =>
    world.owner.api(k.createVariable, { params: { team: world.team, project: name }, body });
  await write({ name: 'A', value: '1', environments: ['production'] });
  await write({ name: 'B', value: '2', environments: ['production'] });

  const compared = await world.owner.api(k.compareEnvironmentVersions, {
    params: place,
    query: { from: 1, to: 2 },
  });
  expect(compared.body).toEqual({ added: ['B'], removed: [], changed: [] });

  await world.owner.api(k.rollBackEnvironment, { params: place, body: { version: 1 } });
  expect(await variablesOf(world, name, 'production')).toEqual({ A: '1' });
  await write({ name: 'C', value: '3', environments: ['production'] });
  expect(await variablesOf(world, name, 'production')).toEqual({ A: '1' });
  await world.owner.api(k.rollBackEnvironment, { params: place, body: { version: null } });
  expect(await variablesOf(world, name, 'production')).toEqual({ A: '1', B: '2', C: '3' });
});

test('a read of values is in the log with who read, and the log verifies', async () => {
  const { name, id } = await pair();
  await world.owner.api(k.createVariable, {
    params: { team: world.team, project: name },
    body: { name: 'A', value: 'canary-value', environments: ['production'] },
  });
  await variablesOf(world, name, 'production');

  const params = { team: world.team };
  const { body } = await world.owner.api(k.listEvents, {
    params,
    query: { type: 'environment.read' },
  });
  expect(body.events[0]).toMatchObject({
    actor: { kind: 'person', userId: world.owner.userId },
    subject: { project: id },
    data: { environment: 'production', version: 1 },
  });
  const verified = await world.owner.api(k.verifyEvents, { params });
  expect(verified.body).toMatchObject({ intact: true, brokenAt: null });
  const all = await world.owner.api(k.listEvents, { params, query: { limit: 500 } });
  expect(JSON.stringify(all.body)).not.toContain('canary-value');
  expect(world.logs.join('\n')).not.toContain('canary-value');
});

test('the log is narrowed by type, by noun, by who did it and by what it is about', async () => {
  const { id, resource } = await pair();
  const listed = async (query: Record<string, string>) => {
    const { body } = await world.owner.api(k.listEvents, { params: { team: world.team }, query });
    return body.events;
  };

  const ofProject = await listed({ subject: id });
  const ofNoun = await listed({ subject: resource.id, type: 'resource.*' });
  const ofOwner = await listed({ actor: world.owner.userId, limit: '500' });
  const ofPeople = await listed({ actor: 'person', limit: '500' });

  expect(ofProject.map(({ type }) => type)).toEqual(['project.created']);
  expect(ofNoun.map(({ type }) => type)).toEqual(['resource.provisioned']);
  expect(ofOwner.length).toBeGreaterThan(2);
  expect(ofPeople).toEqual(ofOwner);
  expect(await listed({ type: 'proj.*' })).toEqual([]);
  expect(await listed({ type: 'project.creat%' })).toEqual([]);
  expect(await listed({ actor: 'nobody' })).toEqual([]);
});

test('an event that was altered in the database is found', async () => {
  const params = { team: world.team };
  const { body } = await world.owner.api(k.listEvents, { params, query: { after: 0, limit: 3 } });
  const [, second] = body.events;
  const teamId = second?.teamId;
  const [row] = await world.database.read<{ type: string }>(
    'select type from event where team_id = $1 and sequence = 2',
    [teamId],
  );
  await world.database.read(
    "update event set type = 'forged' where team_id = $1 and sequence = 2",
    [teamId],
  );
  const broken = await world.owner.api(k.verifyEvents, { params });
  await world.database.read('update event set type = $2 where team_id = $1 and sequence = 2', [
    teamId,
    row?.type,
  ]);

  expect(broken.body).toEqual({ intact: false, count: 1, brokenAt: 2 });
  expect((await world.owner.api(k.verifyEvents, { params })).body.intact).toBe(true);
});
