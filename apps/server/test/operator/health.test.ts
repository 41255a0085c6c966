import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, install, provision } from '../world/story.ts';
import { publish, startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld({ limits: { failuresToOpen: 2, halfOpenAfterMs: 600_000 } });
  installation = await install(world);
  await publish(world.owner.api, world.team, world.provider.baseUrl, 'quiet');
});
afterAll(() => world.close());

async function health(query = {}) {
  const { body } = await world.owner.api(k.listProviderHealth, { query });
  return body.providers;
}
const healthOf = async (slug: string) =>
  (await health()).find(({ integration }) => integration.slug === slug);

test('a provider is as well as its calls of this time say, and a refusal is no failure', async () => {
  await provision(world, installation);
  world.provider.refuse = () => 'not there';
  await world.owner.api(k.createResource, {
    params: { team: world.team, installation },
    body: { product: 'db', name: 'refused', metadata: { region: 'fra1' } },
  });
  world.provider.refuse = undefined;

  const seen = await eventually(async () => {
    const found = await healthOf('scripted');
    return found && found.calls >= 3 && found;
  });

  expect(seen).toMatchObject({ installations: 1, failed: 0, lastFailure: null, unfinished: 0 });
  expect(seen.breaker).toBe('closed');
  expect(seen.medianMs).toBeGreaterThanOrEqual(0);
  expect(seen.slowestMs).toBeGreaterThanOrEqual(seen.medianMs ?? 0);
  expect(await healthOf('quiet')).toMatchObject({
    installations: 0,
    calls: 0,
    medianMs: null,
    slowestMs: null,
  });
});

test('one that fails stands first, with its last failure and its breaker', async () => {
  await world.provider.down();
  for (const name of ['first', 'second', 'third']) {
    await world.owner.api(k.createResource, {
      params: { team: world.team, installation },
      body: { product: 'db', name, metadata: { region: 'fra1' } },
    });
  }

  const [worst] = await eventually(async () => {
    const found = await health({ hours: 1 });
    return found[0]?.failed === 3 && found;
  });

  expect(worst).toMatchObject({
    integration: { slug: 'scripted', isPublished: true },
    failed: 3,
    lastFailure: { operation: 'listProductPlans', outcome: 'not-sent: circuit_open' },
    breaker: 'open',
  });
  const refused = await world.owner.api(k.listProviderHealth, { query: { hours: 169 } });
  expect([refused.status, refused.error?.code]).toEqual([400, 'invalid_request']);
});
