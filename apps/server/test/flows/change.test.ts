import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventually, install, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
});
afterAll(() => world.close());
beforeEach(() => {
  world.provider.seen.length = 0;
});

const change = (resource: string, body: object) =>
  world.owner.api(k.updateTeamResource, { params: { team: world.team, resource }, body });
const isChange = ({ method }: { method: string }) => method === 'PATCH';

test('a rename, new metadata and another plan are what the provider answers', async () => {
  const { id, externalId } = await provision(world, installation);
  const { status, body } = await change(id, {
    name: 'renamed',
    metadata: { size: 3 },
    billingPlanId: 'pro',
  });

  expect(status).toBe(200);
  expect(body.resource).toMatchObject({
    name: 'renamed',
    metadata: { region: 'fra1', size: 3 },
    billingPlan: { id: 'pro' },
  });
  expect(world.provider.resources.get(externalId ?? '')).toMatchObject({
    name: 'renamed',
    planId: 'pro',
  });
  expect(world.provider.seen.filter(isChange)).toMatchObject([{ auth: 'user' }]);
});

test('a change of nothing, to a taken name or against the schema is refused before the provider is asked', async () => {
  const { id } = await provision(world, installation);
  const { name } = await provision(world, installation);
  world.provider.seen.length = 0;

  expect((await change(id, {})).error.code).toBe('invalid_request');
  expect((await change(id, { name })).error.code).toBe('name_taken');
  expect((await change(id, { metadata: { size: 99 } })).error.code).toBe('invalid_metadata');
  expect(world.provider.seen).toEqual([]);
});

test('a change whose answer never arrives is settled by asking how the resource is', async () => {
  const { id } = await provision(world, installation);
  const unread = { kind: 'answer-after', status: 200, body: 'lost' } as const;
  world.provider.misbehave(isChange, unread, unread, unread, unread);
  const { status, body } = await change(id, { name: 'settled' });

  expect([status, body.resource.name]).toEqual([200, 'settled']);
  expect(world.provider.seen.at(-1)).toMatchObject({ method: 'GET', auth: 'system' });
});

test('a change that did not happen leaves the resource as it was', async () => {
  const { id, name } = await provision(world, installation);
  const fails = { kind: 'answer', status: 503 } as const;
  world.provider.misbehave(isChange, fails, fails, fails, fails);
  const { status, error } = await change(id, { name: 'never' });

  expect([status, error.code]).toEqual([502, 'provider_outcome_unknown']);
  const { body } = await world.owner.api(k.getTeamResource, {
    params: { team: world.team, resource: id },
  });
  expect(body.resource).toMatchObject({ name, lifecycle: 'active' });
});

test('of two changes at once one is made and the other names the running operation', async () => {
  const { id } = await provision(world, installation);
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  world.provider.misbehave(isChange, { kind: 'hold', until });
  const first = change(id, { name: 'first' });
  await eventually(async () => world.provider.seen.some(isChange));
  const second = await change(id, { name: 'second' });
  release();

  expect([second.status, second.error.code]).toEqual([409, 'operation_running']);
  const { body } = await first;
  expect(second.error.operationId).toBe(body.operation.id);
  expect(body.resource.name).toBe('first');
});

test('plans of a resource and of an installation are what the provider states now', async () => {
  const { id } = await provision(world, installation);
  const ofResource = await world.owner.api(k.listTeamResourcePlans, {
    params: { team: world.team, resource: id },
    query: { metadata: '{"size":2}' },
  });
  const ofInstallation = await world.owner.api(k.listTeamInstallationPlans, {
    params: { team: world.team, installation },
  });

  expect(ofResource.body.plans.map((plan) => plan.id)).toEqual(['free', 'pro']);
  expect(ofInstallation.body.plans.map((plan) => plan.id)).toEqual(['free', 'team']);
  expect(ofResource.body.plans[0]).toMatchObject({ scope: 'resource' });
});

test('the plan of an installation changes, and is read from the provider where the answer is lost', async () => {
  const to = (billingPlanId: string) =>
    world.owner.api(k.updateTeamInstallation, {
      params: { team: world.team, installation },
      body: { billingPlanId },
    });
  expect((await to('team')).body.installation.billingPlan).toMatchObject({
    id: 'team',
    scope: 'installation',
  });

  const unread = { kind: 'answer-after', status: 200, body: '[' } as const;
  world.provider.misbehave(isChange, unread, unread, unread, unread);
  expect((await to('free')).body.installation.billingPlan?.id).toBe('free');
});

test('a resource is shown as the provider says when that is asked for', async () => {
  const { id, externalId } = await provision(world, installation);
  const theirs = world.provider.resources.get(externalId ?? '');
  if (theirs) theirs.name = 'renamed-there';
  const look = (refresh: string) =>
    world.owner.api(k.getTeamResource, {
      params: { team: world.team, resource: id },
      query: { refresh },
    });

  expect((await look('false')).body.resource.name).not.toBe('renamed-there');
  expect((await look('true')).body.resource.name).toBe('renamed-there');
});
