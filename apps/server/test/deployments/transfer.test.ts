import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { install, project, provision } from '../world/story.ts';
import { accept, codeFor, targetOf } from '../world/two-teams.ts';
import { startWorld, type World } from '../world/world.ts';
import { announced, declareActions, deploymentsOf, providerApi } from './story.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
  await declareActions(world, { transferable: true });
});
afterAll(() => world.close());

/** A preview that has a branch of the database for itself alone. */
async function branched() {
  const resource = await provision(world, installation);
  await project(world, 'shop');
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    body: {
      project: 'shop',
      environments: ['production', 'preview'],
      deployments: { actions: [{ slug: 'branch' }] },
    },
  });
  const deployments = deploymentsOf(world, 'shop');
  const id = await announced(deployments);
  const params = { deploymentId: id, installationId: installation, action: 'branch' };
  const outcomes = [
    { kind: 'resource-secrets', secrets: [{ name: 'DATABASE_URL', value: 'of-the-branch' }] },
  ];
  await providerApi(world, installation)(p.updateDeploymentAction, {
    params: { ...params, resourceId: resource.externalId ?? '' },
    body: { status: 'succeeded', outcomes },
  });
  return { id, ...deployments };
}

test('deployments go along with their project, with what was made for them alone', async () => {
  const { id, read, show } = await branched();
  const before = await read(id);
  const target = await targetOf(world);

  const accepted = await accept(target, await codeFor(world, 'shop'));

  expect(accepted.status).toBe(202);
  const theirs = deploymentsOf(target, 'shop');
  const after = await theirs.read(id);
  expect(before.body.variables).toMatchObject({ DATABASE_URL: 'of-the-branch' });
  expect([after.status, after.body.variables]).toEqual([200, before.body.variables]);
  expect((await theirs.show(id)).body.deployment.actions).toMatchObject([{ status: 'succeeded' }]);
  expect((await show(id)).status).toBe(404);
});
