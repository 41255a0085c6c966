import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { product, startPostgresProvider } from '@kontor/provider-postgres';
import { expect, inject, onTestFinished, test } from 'vitest';
import { announced, deploymentsOf } from '../apps/server/test/deployments/story.ts';
import { eventually, project, provision, variablesOf } from '../apps/server/test/world/story.ts';
import { startWorld } from '../apps/server/test/world/world.ts';

test('a preview reads a database of its own that the reference provider made, until it is removed', async () => {
  const world = await startWorld();
  const dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-branch-'));
  const { id: clientId, clientSecret, slug } = world.integration;
  const log: string[] = [];
  const provider = await startPostgresProvider({
    port: 0,
    dataDirectory,
    adminUrl: inject('adminDatabaseUrl'),
    stateDatabase: `kontor_test_${inject('databaseRun')}_branch`,
    host: { issuer: world.url, apiUrl: world.url },
    integration: { clientId, clientSecret },
    writeLog: (line) => log.push(line),
  });
  const { api } = world.owner;
  const params = { team: world.team, integration: clientId };
  const { metadataSchema, name, details } = product;
  const addresses = { baseUrl: provider.baseUrl, webhookUrl: `${provider.baseUrl}/webhooks` };
  await api(k.updateIntegration, { params, body: addresses });
  const put = {
    params: { ...params, product: product.slug },
    body: { name, metadataSchema, details },
  };
  await api(k.putProduct, put);
  const installed = await api(k.install, {
    params: { team: world.team },
    body: { integration: slug, acceptedPolicies: ['toc', 'eula'] },
  });
  const { id: installation } = installed.body.installation;
  onTestFinished(async () => {
    await api(k.uninstall, { params: { team: world.team, installation } });
    await provider.stop();
    await world.close();
    await rm(dataDirectory, { recursive: true });
  });
  const metadata = { region: 'fra1', size: 'small' };
  const resource = await provision(world, installation, {
    ...{ product: product.slug, metadata, billingPlanId: 'free' },
  });
  await project(world, 'shop');
  await api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    body: {
      project: 'shop',
      environments: ['production', 'preview'],
      deployments: { actions: [{ slug: 'branch' }] },
    },
  });
  const shop = deploymentsOf(world, 'shop');

  const id = await announced(shop);
  await eventually(
    async () => (await shop.show(id)).body.deployment.readyState === 'QUEUED',
    25_000,
  );
  const own = (await shop.read(id)).body.variables;
  const everybodys = await variablesOf(world, 'shop', 'preview');
  await shop.remove(id);

  expect(own.PGDATABASE).toMatch(/^kontor_branch_/);
  expect(everybodys.PGDATABASE).toMatch(/^kontor_[0-9a-f]{20}$/);
  await eventually(async () => log.some((line) => line.includes('dropped a branch')), 25_000);
}, 60_000);
