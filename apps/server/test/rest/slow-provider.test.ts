import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fault } from '../world/scripted-provider.ts';
import { eventually } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld({ answerWithinMs: 100 });
  const { body } = await world.owner.api(k.install, {
    params: { team: world.team },
    body: { integration: world.integration.slug, acceptedPolicies: ['toc', 'eula'] },
  });
  installation = body.installation.id;
  await eventually(async () => (await configuration()).status === 'ready');
});
afterAll(() => world.close());

const configuration = async () =>
  (await world.owner.api(r.getConfiguration, { params: { installation } })).body;
const create = (name: string) =>
  world.owner.api(r.createStore, {
    body: {
      name,
      integrationConfigurationId: installation,
      integrationProductIdOrSlug: 'db',
      metadata: { region: 'fra1' },
      billingPlanId: 'free',
    },
  });
const storeOf = async (store: string) =>
  (await world.owner.api(r.getStore, { params: { store } })).body.store;
/** What it is once it is no more on its way. */
const endOf = (store: string) =>
  eventually(async () => {
    const { status } = await storeOf(store);
    return status !== 'initializing' && status;
  });

/** The provider holds the next call that fits until it is let go. */
function hold(method: string, path: RegExp, then: Partial<Fault> = { kind: 'hold' }) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const fault = { ...then, until: promise } as Fault;
  world.provider.misbehave((call) => call.method === method && path.test(call.path), fault);
  return resolve;
}

test('a store is initializing while its provider takes longer than the caller waits', async () => {
  const letGo = hold('POST', /\/resources$/);

  const { status, body } = await create('slow');
  const { store } = body;

  expect([status, store.status, store.externalResourceId, store.externalResourceStatus]).toEqual([
    200,
    'initializing',
    '',
    null,
  ]);
  letGo();
  expect(await endOf(store.id)).toBe('available');
});

test('a store shows an error when its provider refuses only after the caller has gone', async () => {
  const letGo = hold('POST', /\/resources$/, { kind: 'answer', status: 422 });

  const { body } = await create('refused');
  letGo();

  expect(await endOf(body.store.id)).toBe('error');
});

test('a store that is being deleted is there until its provider has answered', async () => {
  const made = await create('leaving');
  const { id } = made.body.store;
  await endOf(id);
  const letGo = hold('DELETE', /\/resources\//);

  const deleted = await world.owner.api(r.deleteStore, { params: { store: id } });
  const meanwhile = await storeOf(id);
  letGo();

  expect([deleted.status, meanwhile.status]).toEqual([204, 'available']);
  await eventually(async () => {
    const { status } = await world.owner.api(r.getStore, { params: { store: id } });
    return status === 404;
  });
});

test('a configuration that is being deleted says since when, until it is', async () => {
  const letGo = hold('DELETE', /\/installations\/[^/]+$/);

  const deleted = await world.owner.api(r.deleteConfiguration, { params: { installation } });
  const meanwhile = await configuration();
  letGo();

  expect(deleted.status).toBe(204);
  expect(meanwhile).toMatchObject({ deleteRequestedAt: expect.any(Number), deletedAt: null });
  await eventually(async () => (await configuration()).deletedAt !== null);
});
