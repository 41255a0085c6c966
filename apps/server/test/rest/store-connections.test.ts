import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { install, project, provision, variablesOf } from '../world/story.ts';
import { scriptedSchema, startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
});
afterAll(() => world.close());

const connect = (store: string, body: object) =>
  world.owner.api(r.connectStore, { params: { store }, body });
const change = (store: string, connection: string, body: object) =>
  world.owner.api(r.changeStoreConnection, { params: { store, connection }, body });
const list = async (store: string) =>
  (await world.owner.api(r.listStoreConnections, { params: { store } })).body.connections;

/** A resource and a project of its own. */
let count = 0;
async function given() {
  count += 1;
  const projectId = await project(world, `site-${count}`);
  const { id: store, externalId } = await provision(world, installation);
  return { projectId, store, externalId: externalId ?? '', name: `site-${count}` };
}

describe('a connection', () => {
  test.each([
    ['TWO_', 'TWO'],
    ['TWO', 'TWO'],
  ])('takes the prefix %j as %j, and names the variables with it', async (envVarPrefix, shown) => {
    const { store, projectId, name } = await given();

    const { status, body } = await connect(store, {
      projectId,
      envVarEnvironments: ['production'],
      type: 'integration',
      envVarPrefix,
    });

    expect(status).toBe(201);
    expect(body.connection).toMatchObject({
      projectId,
      name,
      environments: ['production'],
      environmentVariables: ['TWO_DATABASE_URL'],
      envVarPrefix: shown,
      makeEnvVarsSensitive: false,
    });
    expect(Object.keys(await variablesOf(world, name, 'production'))).toEqual(['TWO_DATABASE_URL']);
  });

  test('is listed with the store, changed part by part, and removed alone', async () => {
    const { store, projectId } = await given();
    const other = await project(world, `other-${count}`);
    const first = await connect(store, { projectId });
    const second = await connect(store, { projectId: other, envVarPrefix: 'DB' });
    const { id } = second.body.connection;

    const narrowed = await change(store, id, { envVarEnvironments: ['preview'] });
    const bare = await change(store, id, { envVarPrefix: '' });
    const removed = await world.owner.api(r.disconnectStore, {
      params: { store, connection: first.body.connection.id },
    });

    expect(narrowed.body.connection).toMatchObject({
      environments: ['preview'],
      envVarPrefix: 'DB',
    });
    expect(bare.body.connection).toMatchObject({ environments: ['preview'], envVarPrefix: null });
    expect(removed.status).toBe(204);
    expect(await list(store)).toEqual([bare.body.connection]);
  });

  test('is removed everywhere at once, and again without harm', async () => {
    const { store, projectId, name } = await given();
    await connect(store, { projectId });
    await connect(store, { projectId: await project(world, `more-${count}`) });
    const away = () => world.owner.api(r.disconnectStoreEverywhere, { params: { store } });

    expect([(await away()).status, (await away()).status]).toEqual([204, 204]);
    expect(await list(store)).toEqual([]);
    expect(await variablesOf(world, name, 'production')).toEqual({});
  });

  test('that takes a taken name is refused in the words that the command line reads', async () => {
    const { store, projectId } = await given();
    const { store: other, externalId } = await given();
    await connect(store, { projectId });
    const taken =
      /This project already has an existing environment variable with name DATABASE_URL in /;

    const answers = [
      await connect(other, { projectId }),
      await world.owner.api(r.connectInstalledResource, {
        params: { installation, store: externalId },
        body: { projectId },
      }),
    ];

    for (const { status, error } of answers) {
      expect([status, error.code, error.reason]).toEqual([400, 'bad_request', 'variable_exists']);
      expect(error.message).toMatch(taken);
    }
    expect(await list(other)).toEqual([]);
  });

  test('says what is done for deployments, as it was chosen', async () => {
    const { store, projectId } = await given();
    await world.owner.api(k.putProduct, {
      params: { team: world.team, integration: world.integration.id, product: 'db' },
      body: {
        name: 'Database',
        metadataSchema: scriptedSchema,
        details: { deploymentActions: [{ slug: 'branch', name: 'Branch' }] },
      },
    });
    const deployments = {
      required: true,
      actions: [{ slug: 'branch', environments: ['preview'] }],
    };

    const { body } = await connect(store, { projectId, deployments });
    const without = { ...deployments, actions: [] };
    const changed = await change(store, body.connection.id, {
      deployments: without,
      makeEnvVarsSensitive: true,
    });

    expect(body.connection.deployments).toEqual(deployments);
    expect(changed.body.connection).toMatchObject({
      deployments: without,
      makeEnvVarsSensitive: true,
    });
  });

  test('of the same two is refused, and names the one that stands', async () => {
    const { store, projectId } = await given();
    const { body } = await connect(store, { projectId });

    const { status, error } = await connect(store, { projectId });

    expect([status, error.reason, error.connectionId]).toEqual([
      409,
      'already_connected',
      body.connection.id,
    ]);
  });

  test.each([
    [400, { projectId: 'web', envVarPrefix: '1TWO' }],
    [400, { projectId: 'web', envVarPrefix: 'a-b' }],
    [400, { projectId: 'web', envVarEnvironments: [] }],
    [400, { envVarEnvironments: ['production'] }],
    [404, { projectId: 'prj_none' }],
    [404, { projectId: 'mars', envVarEnvironments: ['production'] }],
  ])('is refused with %i: %j', async (expected, body) => {
    const { store } = await given();

    expect((await connect(store, body)).status).toBe(expected);
  });

  test('to an environment that the project has not is refused with those it has', async () => {
    const { store, projectId } = await given();

    const { status, error } = await connect(store, { projectId, envVarEnvironments: ['qa'] });

    expect([status, error.reason, error.known]).toEqual([
      404,
      'environment_not_found',
      ['production', 'preview', 'development'],
    ]);
  });
});

describe('connecting within an installation', () => {
  test('answers nothing, takes any key and either id, and names one environment in any way', async () => {
    const { store, externalId, projectId, name } = await given();
    const { body } = await world.owner.api(k.createEnvironment, {
      params: { team: world.team, project: name },
      body: { slug: 'qa' },
    });

    const answer = await fetch(
      `${world.url}/v1/integrations/installations/${installation}/resources/${externalId}/connections`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${world.owner.token}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          projectId,
          envVarEnvironments: ['production', 'qa', body.environment.id],
          unheardOf: true,
        }),
      },
    );

    expect([answer.status, await answer.text()]).toEqual([201, '']);
    expect(await list(store)).toMatchObject([{ environments: ['production', 'qa'] }]);
  });

  test('finds a resource only in its own installation', async () => {
    const { store, projectId } = await given();

    const { status } = await world.owner.api(r.connectInstalledResource, {
      params: { installation: 'icfg_other', store },
      body: { projectId },
    });

    expect(status).toBe(404);
  });
});
