import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RawProvider } from '../world/raw-provider.ts';
import { startSloppyProvider } from '../world/sloppy-provider.ts';
import { eventually, project, variablesOf } from '../world/story.ts';
import { startStrictProvider } from '../world/strict-provider.ts';
import { scriptedSchema, startWorld, type World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** Publishes a provider as an integration of the team, and installs it. */
async function published(slug: string, provider: RawProvider) {
  const { api } = world.owner;
  const { team } = world;
  const registered = await api(k.createIntegration, {
    params: { team },
    body: {
      slug,
      name: slug,
      developer: slug,
      shortDescription: slug,
      category: 'Databases',
      contactEmail: 'dev@provider.test',
      baseUrl: provider.baseUrl,
    },
  });
  const { id } = registered.body.integration;
  provider.become(id, world.url);
  const params = { team, integration: id };
  await api(k.putProduct, {
    params: { ...params, product: 'db' },
    body: {
      name: 'Database',
      metadataSchema: scriptedSchema,
      capabilities: { secretRotation: true },
    },
  });
  await api(k.updateIntegration, { params, body: { isPublished: true } });
  return id;
}

describe.each([
  ['strict', startStrictProvider, 'STRICT_URL'],
  ['sloppy', startSloppyProvider, 'SLOPPY_URL'],
] as const)('with a %s provider', (slug, start, secret) => {
  let provider: RawProvider;
  beforeAll(async () => {
    provider = await start();
  });
  afterAll(() => provider.close());

  test('the whole story goes through: install, plans, provision, connect, update, rotate, uninstall', async () => {
    const { api } = world.owner;
    const { team } = world;
    const integration = await published(slug, provider);

    const installed = await api(k.install, {
      params: { team },
      body: { integration, acceptedPolicies: ['toc'] },
    });
    expect(installed.status, JSON.stringify([installed.error, provider.complaints])).toBe(201);
    const installation = installed.body.installation.id;

    const plans = await api(k.listCatalogPlans, {
      params: { team, integration, product: 'db' },
      query: { metadata: '{"region":"fra1"}' },
    });
    expect(plans.body.plans.map(({ id, scope }) => [id, scope])).toEqual([
      ['free', 'resource'],
      ['pro', 'resource'],
    ]);

    const made = await api(k.createResource, {
      params: { team, installation },
      body: { product: 'db', name: 'main', metadata: { region: 'fra1' } },
    });
    expect(made.status, JSON.stringify([made.error, provider.complaints])).toBe(201);
    const resource = made.body.resource.id;
    expect(made.body.resource).toMatchObject({ status: 'ready', billingPlan: { id: 'free' } });

    const app = await project(world, `app-of-${slug}`);
    await api(k.connectResource, {
      params: { team, resource },
      body: { project: app, environments: ['production'] },
    });
    expect(await variablesOf(world, app, 'production')).toEqual({ [secret]: `${slug}://1` });

    const changed = await api(k.updateTeamResource, {
      params: { team, resource },
      body: { name: 'renamed', metadata: { size: 3 }, billingPlanId: 'pro' },
    });
    expect(changed.status, JSON.stringify([changed.error, provider.complaints])).toBe(200);
    expect(changed.body.resource).toMatchObject({ name: 'renamed', billingPlan: { id: 'pro' } });
    const read = await api(k.getTeamResource, {
      params: { team, resource },
      query: { refresh: 'true' },
    });
    expect(read.body.resource).toMatchObject({ name: 'renamed', billingPlan: { id: 'pro' } });
    expect(read.body.secrets.map(({ name }) => name)).toEqual([secret]);

    const rotated = await api(k.rotateTeamResourceSecrets, {
      params: { team, resource },
      body: { reason: 'a new year', delayOldSecretsExpirationHours: 24 },
    });
    expect([200, 202], JSON.stringify([rotated.error, provider.complaints])).toContain(
      rotated.status,
    );
    await eventually(async () => {
      const variables = await variablesOf(world, app, 'production');
      return variables[secret] === `${slug}://2`;
    });
    const { body } = await api(k.getTeamResource, { params: { team, resource } });
    expect(body.resource.rotation?.state).toBe('completed');

    const removed = await api(k.deleteTeamResource, { params: { team, resource } });
    expect(removed.status, JSON.stringify([removed.error, provider.complaints])).toBe(200);
    expect(await variablesOf(world, app, 'production')).toEqual({});

    const gone = await api(k.uninstall, { params: { team, installation } });
    expect(gone.status, JSON.stringify([gone.error, provider.complaints])).toBe(200);
    expect(provider.complaints).toEqual([]);
  });

  test('what it answers beyond the protocol is shown to nobody', async () => {
    const { body } = await world.owner.api(k.listEvents, {
      params: { team: world.team },
      query: { limit: 100 },
    });

    expect(JSON.stringify([body, world.logs])).not.toMatch(/never-shown|(strict|sloppy):\/\//);
  });
});

test('the strict provider takes nothing that is less than it demands', async () => {
  const provider = await startStrictProvider();
  const path = '/v1/installations/icfg_000000000000000000000001/resources/db_1';

  const answer = await fetch(provider.baseUrl + path, { method: 'DELETE' });

  await provider.close();
  expect(answer.status).toBe(401);
  expect(provider.complaints).toEqual([expect.stringContaining('X-Vercel-Auth')]);
});
