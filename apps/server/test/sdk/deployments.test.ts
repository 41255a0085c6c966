import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { announced, declareActions, deploymentsOf } from '../deployments/story.ts';
import { install, project, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { sdkFor } from './sdk.ts';

let world: World;
let installation: string;
let resourceId: string;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
  await declareActions(world);
  const { id: resource, externalId } = await provision(world, installation);
  resourceId = externalId ?? '';
  await project(world, 'web');
  await project(world, 'hidden');
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource },
    body: {
      project: 'web',
      environments: ['production', 'preview'],
      deployments: { actions: [{ slug: 'branch' }] },
    },
  });
});
afterAll(() => world.close());

const asProvider = () => {
  const { accessToken = '' } = world.provider.installations.get(installation) ?? {};
  return sdkFor(world.url, accessToken);
};

test('deployments.getDeployment answers a provider by id and by address, of projects it serves', async () => {
  const web = deploymentsOf(world, 'web');
  const url = 'web-1.example';
  const id = await announced(web, { target: 'production', url, meta: { build: '1' } });
  const hidden = await announced(deploymentsOf(world, 'hidden'));
  await web.report(id, { progress: 'ready', alias: ['web.example'] });

  const byId = await asProvider().deployments.getDeployment({ idOrUrl: id });
  const byUrl = await asProvider().deployments.getDeployment({ idOrUrl: `https://${url}` });

  expect(byId).toMatchObject({ id, readyState: 'READY', aliasAssigned: true, url, name: 'web' });
  expect(byUrl).toEqual(byId);
  await expect(asProvider().deployments.getDeployment({ idOrUrl: hidden })).rejects.toMatchObject({
    statusCode: 404,
  });
});

test('deployments.getDeployments pages through those of a team, newest first', async () => {
  const web = deploymentsOf(world, 'web');
  const ids = [await announced(web), await announced(web), await announced(web)].reverse();
  const vercel = sdkFor(world.url, world.owner.token);

  const first = await vercel.deployments.getDeployments({ app: 'web', limit: 2 });
  const until = first.pagination.next ?? 0;
  const second = await vercel.deployments.getDeployments({ app: 'web', limit: 1, until });

  expect(first.deployments.map(({ uid }) => uid)).toEqual(ids.slice(0, 2));
  expect(second.deployments.map(({ uid }) => uid)).toEqual(ids.slice(2));
  expect(first.deployments[0]).toMatchObject({ state: 'INITIALIZING', target: null });
});

test('integrations.updateIntegrationDeploymentAction reports an action with its secrets', async () => {
  const web = deploymentsOf(world, 'web');
  const deploymentId = await announced(web);
  const secrets = [{ name: 'DATABASE_URL', value: 'postgres://branch' }];
  const place = { deploymentId, integrationConfigurationId: installation, resourceId };

  await asProvider().integrations.updateIntegrationDeploymentAction({
    ...place,
    action: 'branch',
    requestBody: {
      status: 'succeeded',
      statusText: 'Branched',
      statusUrl: 'sso:https://provider.example/b',
      outcomes: [{ kind: 'resource-secrets', secrets }],
    },
  });

  expect((await web.show(deploymentId)).body.deployment).toMatchObject({
    readyState: 'QUEUED',
    actions: [{ status: 'succeeded', statusText: 'Branched' }],
  });
  expect((await web.read(deploymentId)).body.variables).toEqual({
    DATABASE_URL: 'postgres://branch',
  });
});
