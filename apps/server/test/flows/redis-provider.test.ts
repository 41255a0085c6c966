import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { product, type RedisProvider, startRedisProvider } from '@kontor/provider-redis';
import { freePort } from '@kontor/testing';
import { createClient } from '@redis/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findRedis } from '../../../../scripts/redis.mjs';
import { prepaidStory } from '../world/prepaid.ts';
import { installed, publish } from '../world/published.ts';
import { eventually, project, variablesOf } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

/** The host, the provider and the test have one clock, which the test moves. */
let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);

let world: World;
let provider: RedisProvider;
let dataDirectory: string;
beforeAll(async () => {
  world = await startWorld({ now, rateLimits: null, billingEveryMs: 50 });
  dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-redis-flow-'));
  const port = await freePort();
  const integration = await publish(world, {
    slug: 'redis-here',
    baseUrl: `http://127.0.0.1:${port}`,
    products: [product],
  });
  provider = await startRedisProvider({
    port,
    dataDirectory,
    redisProgram: findRedis(),
    host: { issuer: world.url, apiUrl: world.url },
    integration,
    clock: now,
    meterEveryMs: null,
  });
});
afterAll(async () => {
  await provider.stop();
  await world.close();
  await rm(dataDirectory, { recursive: true });
});

async function connect(url = '') {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  await client.connect();
  return client;
}

test('a team installs, buys a balance, works with its keys, rotates and leaves', async () => {
  const { team, owner } = world;
  const installation = await installed(world, 'redis-here');
  const story = prepaidStory(world, installation);

  const made = await owner.api(k.createResource, {
    params: { team, installation },
    body: { product: 'redis', name: 'carts', billingPlanId: 'prepaid', metadata: { size: '100' } },
  });
  expect(made).toMatchObject({ status: 201, body: { resource: { status: 'ready' } } });
  const resource = made.body.resource.id;
  const shop = await project(world, 'shop');
  await owner.api(k.connectResource, {
    params: { team, resource },
    body: { project: shop, environments: ['production'] },
  });
  const before = await variablesOf(world, shop, 'production');
  const client = await connect(before.REDIS_URL);
  const key = `${before.REDIS_PREFIX}cart`;
  await expect(client.set(key, 'apples')).rejects.toThrow('NOPERM');

  const { invoiceId } = await story.bought({ amount: '10.00', resource });
  await story.settle(invoiceId, 'paid');
  expect(await story.ended(invoiceId)).toMatchObject({ state: 'credited' });
  await client.set(key, 'apples');
  expect(await client.get(key)).toBe('apples');

  await provider.meter();
  await eventually(async () => {
    const { body } = await owner.api(k.listBalances, { params: { team, installation } });
    return body.balances.some(
      ({ currencyValueInCents, resourceId }) =>
        resourceId === made.body.resource.externalId && currencyValueInCents === '999',
    );
  });

  const rotated = await owner.api(k.rotateTeamResourceSecrets, {
    params: { team, resource },
    body: { delayOldSecretsExpirationHours: 1 },
  });
  expect(rotated.status).toBe(200);
  const after = await variablesOf(world, shop, 'production');
  expect(after.REDIS_URL).not.toBe(before.REDIS_URL);
  const fresh = await connect(after.REDIS_URL);
  expect([await client.get(key), await fresh.get(key)]).toEqual(['apples', 'apples']);
  aheadMs += 3_700_000;
  await provider.expire();
  await expect(client.get(key)).rejects.toThrow();
  expect(await fresh.get(key)).toBe('apples');

  const gone = await owner.api(k.uninstall, { params: { team, installation } });
  expect(gone.body).toMatchObject({ installation: { lifecycle: 'uninstalled' } });
  await expect(fresh.get(key)).rejects.toThrow();
  await expect(connect(after.REDIS_URL)).rejects.toThrow('WRONGPASS');
  expect(await variablesOf(world, shop, 'production')).not.toHaveProperty('REDIS_URL');
});
