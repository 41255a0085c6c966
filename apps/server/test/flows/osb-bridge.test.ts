import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { type OsbBridge, startOsbBridge } from '@kontor/provider-osb-bridge';
import { credentials, startBroker } from '@kontor/provider-osb-bridge/broker-fixture';
import { freePort } from '@kontor/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installed, publish } from '../world/published.ts';
import { eventually, project, variablesOf } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let broker: Awaited<ReturnType<typeof startBroker>>;
let bridge: OsbBridge;
let dataDirectory: string;
let installation: string;
let shop: string;
beforeAll(async () => {
  [world, broker] = await Promise.all([startWorld({ rateLimits: null }), startBroker()]);
  const port = await freePort();
  const integration = await publish(world, {
    slug: 'broker',
    baseUrl: `http://127.0.0.1:${port}`,
    products: await described(),
  });
  dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-osb-flow-'));
  bridge = await startOsbBridge({
    port,
    dataDirectory,
    broker: { url: broker.url, ...credentials, timeoutMs: 5_000 },
    host: { issuer: world.url, apiUrl: world.url },
    integration,
    pollEveryMs: 25,
  });
  installation = await installed(world, 'broker');
  shop = await project(world, 'shop');
});
afterAll(async () => {
  await bridge.stop();
  await Promise.all([broker.stop(), world.close()]);
  await rm(dataDirectory, { recursive: true });
});

/** What the operator of the bridge is told to register. */
async function described() {
  const main = createRequire(import.meta.url)
    .resolve('@kontor/provider-osb-bridge')
    .replace(/index\.ts$/, 'main.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [main, 'describe'], {
    env: {
      KONTOR_OSB_URL: broker.url,
      KONTOR_OSB_USERNAME: credentials.username,
      KONTOR_OSB_PASSWORD: credentials.password,
    },
  });
  return JSON.parse(stdout).products;
}

async function provision(name: string, billingPlanId: string) {
  const { status, body, error } = await world.owner.api(k.createResource, {
    params: { team: world.team, installation },
    body: { product: 'orders-db', name, billingPlanId, metadata: { region: 'fra' } },
  });
  return { status, error, resource: body?.resource };
}

const named = (resource: string) => ({ team: world.team, resource });
const variables = () => variablesOf(world, shop, 'production');
const instances = () => [...broker.instances.values()];
/** Lets everything end that the broker has under way, until it is so. */
const finishedUntil = <Found>(look: () => Promise<Found | undefined | false>) =>
  eventually(async () => {
    broker.finish();
    return look();
  });

test('what a broker takes time to make is connected before it is there, and its secrets follow', async () => {
  const { status, resource } = await provision('slow', 'plan-slow');
  const id = resource?.id ?? '';
  expect(status).toBe(201);
  await world.owner.api(k.connectResource, {
    params: named(id),
    body: { project: shop, environments: ['production'] },
  });
  expect(await variables()).toEqual({});

  const uri = await finishedUntil(async () => (await variables()).ORDERS_DB_URI);

  const [instance] = instances();
  const [binding] = instance?.bindings.keys() ?? [];
  expect(instance).toMatchObject({ planId: 'plan-slow', parameters: { region: 'fra' } });
  expect(uri).toBe(`db://${binding}`);
  expect(await variables()).toMatchObject({
    ORDERS_DB_PORT: '5432',
    ORDERS_DB_READ_URI: `db://${binding}/read`,
    ORDERS_DB_API_KEY: binding,
  });
  const { body } = await world.owner.api(k.getTeamResource, { params: named(id) });
  expect(body.resource.billingPlan?.id).toBe('plan-slow');
});

test('a rotation binds anew, every variable follows, and the former binding is deleted', async () => {
  const web = await project(world, 'web');
  const { resource } = await provision('quick', 'plan-small');
  const params = named(resource?.id ?? '');
  await world.owner.api(k.connectResource, {
    params,
    body: { project: web, environments: ['production'] },
  });
  const before = await variablesOf(world, web, 'production');
  const instance = instances().find(({ planId }) => planId === 'plan-small');
  expect([...(instance?.bindings.keys() ?? [])]).toEqual([before.ORDERS_DB_API_KEY]);

  const rotated = await world.owner.api(k.rotateTeamResourceSecrets, {
    params,
    body: { delayOldSecretsExpirationHours: 0 },
  });
  expect(rotated.status).toBeLessThan(300);
  const after = await eventually(async () => {
    const now = await variablesOf(world, web, 'production');
    return now.ORDERS_DB_URI !== before.ORDERS_DB_URI && now;
  });

  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect([...(instance?.bindings.keys() ?? [])]).toEqual([after.ORDERS_DB_API_KEY]);

  const changed = await world.owner.api(k.updateTeamResource, {
    params,
    body: { billingPlanId: 'plan-large' },
  });

  expect(changed.status).toBe(200);
  expect(changed.body.resource.billingPlan?.id).toBe('plan-large');
  expect(broker.calls('PATCH').at(-1)?.body).toMatchObject({
    plan_id: 'plan-large',
    previous_values: { plan_id: 'plan-small' },
  });
});

test('new secrets that a broker takes time for follow, and the former binding is deleted', async () => {
  const before = await variables();
  const { body } = await world.owner.api(k.listTeamResources, { params: { team: world.team } });
  const slow = body.resources.find(({ name }) => name === 'slow');

  const rotated = await world.owner.api(k.rotateTeamResourceSecrets, {
    params: named(slow?.id ?? ''),
    body: {},
  });

  expect(rotated.status).toBe(202);
  expect(await variables()).toEqual(before);
  const instance = instances().find(({ planId }) => planId === 'plan-slow');
  const key = await finishedUntil(async () => {
    const { ORDERS_DB_API_KEY: now } = await variables();
    return now !== before.ORDERS_DB_API_KEY && now;
  });
  await finishedUntil(async () => instance?.bindings.size === 1);
  expect([...(instance?.bindings.keys() ?? [])]).toEqual([key]);
});

test('what the broker refuses is told to the team in its words', async () => {
  const refusal = { description: 'There is no room in fra.', error: 'NoRoom' };
  broker.failNext('PUT', /service_instances\/[^/]+$/, { status: 400, body: refusal });

  const { status, error } = await provision('refused', 'plan-small');

  expect(status).toBeGreaterThanOrEqual(400);
  expect(JSON.stringify(error)).toContain('There is no room in fra.');
  expect(instances()).toHaveLength(2);
});

test('what the broker made and could not say is deleted again, and the team has one instance', async () => {
  const wholes = /service_instances\/[^/]+$/;
  const before = new Set(broker.instances.keys());
  const asked = broker.calls('PUT', wholes).length;
  broker.failNext('PUT', wholes, { status: 500, isAfter: true });

  // the host repeats what had no outcome, and the bridge asks for another instance
  const { status } = await provision('lost', 'plan-small');

  expect(status).toBe(201);
  const [unknown, made] = broker.calls('PUT', wholes).slice(asked);
  await eventually(async () =>
    broker.calls('DELETE', wholes).some(({ path }) => path === unknown?.path),
  );
  const fresh = [...broker.instances.keys()].filter((id) => !before.has(id));
  expect(fresh.map((id) => `/v2/service_instances/${id}`)).toEqual([made?.path]);
});

test('an uninstall leaves nothing at the broker and no variable', async () => {
  const gone = await world.owner.api(k.uninstall, { params: { team: world.team, installation } });
  expect(gone.status).toBeLessThan(300);

  await finishedUntil(async () => broker.instances.size === 0);

  expect(await variables()).toEqual({});
});
