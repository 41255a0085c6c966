import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { type PostgresProvider, product, startPostgresProvider } from '@kontor/provider-postgres';
import { freePort } from '@kontor/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { eventually } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

const hourMs = 3_600_000;
const stateDatabase = `kontor_test_${inject('databaseRun')}_metered`;
/** The host, the provider and the test have one clock, which the test moves. */
let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);

let world: World;
let provider: PostgresProvider;
let dataDirectory: string;
let start: () => Promise<PostgresProvider>;
let installation: string;
const team = () => ({ team: world.team });
beforeAll(async () => {
  world = await startWorld({ now, rateLimits: null, billingEveryMs: 50 });
  // sessions of people keep to the machine's time, so they sign in before the clock is moved
  aheadMs = Date.UTC(2030, 2, 31, 20, 30) - Date.now();
  dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-metered-'));
  const port = await freePort();
  const made = await world.owner.api(k.createIntegration, {
    params: team(),
    body: {
      slug: 'metered',
      name: 'Metered',
      developer: 'Metered Ltd',
      shortDescription: 'Databases that are measured',
      category: 'Databases',
      contactEmail: 'dev@metered.test',
      baseUrl: `http://127.0.0.1:${port}`,
      eulaUrl: 'https://metered.test/eula',
    },
  });
  const { id: integration } = made.body.integration;
  const { slug, details: _, ...registered } = product;
  await world.owner.api(k.putProduct, {
    params: { ...team(), integration, product: slug },
    body: registered,
  });
  await world.owner.api(k.updateIntegration, {
    params: { ...team(), integration },
    body: { isPublished: true },
  });
  start = () =>
    startPostgresProvider({
      port,
      dataDirectory,
      adminUrl: inject('adminDatabaseUrl'),
      stateDatabase,
      host: { issuer: world.url, apiUrl: world.url },
      integration: { clientId: integration },
      clock: now,
      meterEveryMs: null,
    });
  provider = await start();
  const installed = await world.owner.api(k.install, {
    params: team(),
    body: { integration: 'metered', acceptedPolicies: ['toc', 'eula'] },
  });
  installation = installed.body.installation.id;
});
afterAll(async () => {
  await provider.stop();
  await world.close();
  await rm(dataDirectory, { recursive: true });
});

async function provision(name: string, plan: string) {
  const { status, body, error } = await world.owner.api(k.createResource, {
    params: { ...team(), installation },
    body: {
      product: 'postgres',
      name,
      billingPlanId: plan,
      metadata: { region: 'fra1', size: 'small' },
    },
  });
  if (status !== 201) throw new Error(JSON.stringify(error ?? body));
  return body.resource;
}

async function urlOf(resource: string): Promise<string> {
  const connected = await world.owner.api(k.createProject, {
    params: team(),
    body: { name: 'shop' },
  });
  const project = connected.body.project.id;
  await world.owner.api(k.connectResource, {
    params: { ...team(), resource },
    body: { project, environments: ['production'] },
  });
  const { body } = await world.owner.api(k.readEnvironment, {
    params: { ...team(), project, environment: 'production' },
  });
  return body.variables.DATABASE_URL ?? '';
}

const invoices = async () =>
  (await world.owner.api(k.listInvoices, { params: team() })).body.invoices;

const reported = async () => {
  const { body } = await world.owner.api(k.listUsage, {
    params: { ...team(), installation },
    query: { per: 'day', limit: 1 },
  });
  return body.reports[0];
};

test('databases are measured, reported and billed from the same figures, once', async () => {
  const paid = await provision('orders', 'pro');
  const free = await provision('tries', 'free');
  const client = new pg.Client({ connectionString: await urlOf(paid.id) });
  await client.connect();
  await client.query('create table item as select generate_series(1, 5000) as id');

  // two measured hours of March; the statistics of the server come in a moment
  await eventually(async () => {
    await provider.meter();
    const rows = (await reported())?.usage.find(
      ({ name, resourceId }) => name === 'Rows' && resourceId === paid.externalId,
    );
    return rows?.periodValue === '5000';
  }, 60_000);
  aheadMs += hourMs;
  await provider.meter();
  await client.end();
  const march = await reported();

  const charges = march?.charges.filter(({ resourceId }) => resourceId === paid.externalId);
  // 2 of the 744 hours of March are 0.0027 months
  expect(charges).toMatchObject([
    { name: 'Pro, small', price: '10.00', quantity: '0.0027', units: 'months', amount: '0.03' },
    { name: 'Storage', price: '0.0004', units: 'GB hours' },
  ]);
  expect(march?.charges.some(({ resourceId }) => resourceId === free.externalId)).toBe(false);
  const sessions = march?.usage.find(
    ({ name, resourceId }) => name === 'Connections' && resourceId === paid.externalId,
  );
  expect(sessions).toMatchObject({ dayValue: '1', planValue: '10' });
  expect(await invoices()).toEqual([]);

  // April has begun: the provider is started again, and asked again
  aheadMs += 4 * hourMs;
  await provider.meter();
  await provider.stop();
  provider = await start();
  await provider.meter();
  const [billed, ...others] = await invoices();

  expect(others).toEqual([]);
  expect(billed).toMatchObject({
    externalId: `${installation}-2030-03`,
    period: { start: '2030-03-01T00:00:00.000Z', end: '2030-04-01T00:00:00.000Z' },
    total: '0.03',
  });
  const { body } = await world.owner.api(k.getInvoiceEvidence, {
    params: { ...team(), invoice: billed?.id ?? '' },
  });
  expect(body.evidence.lines.map(({ line, report }) => [line, report])).toEqual([
    ['items[0]', 0],
    ['items[1]', 0],
  ]);
});

test('an uninstall measures a last time, and the last bill ends the installation', async () => {
  await world.owner.api(k.uninstall, { params: { ...team(), installation } });
  await provider.meter();
  await provider.meter();
  const all = await invoices();

  expect(all.map(({ externalId }) => externalId)).toEqual([
    `${installation}-2030-04-final`,
    `${installation}-2030-03`,
  ]);
  await eventually(async () => {
    const { body } = await world.owner.api(k.listEvents, {
      params: team(),
      query: { limit: 500 },
    });
    return body.events.some(
      ({ type, subject }) =>
        type === 'installation.finalized' && subject.installation === installation,
    );
  }, 60_000);
});
