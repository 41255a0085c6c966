import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { install } from '../world/story.ts';
import { voiceOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

test('a provider that calls too often is told when to come again, and nobody else is', async () => {
  const installation = await install(world);
  const say = voiceOf(world, installation);
  const change = () => say('PATCH', '', { externalId: 'x' });

  const allowed = [];
  for (let count = 0; count < 10; count++) allowed.push(await change());
  const refused = await change();

  expect(allowed.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 204));
  expect(allowed.map(({ headers }) => headers.get('x-ratelimit-remaining'))).toEqual(
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map(String),
  );
  const reset = Number(refused.headers.get('x-ratelimit-reset'));
  const retryAfter = Number(refused.headers.get('retry-after'));
  expect(refused).toMatchObject({
    status: 429,
    body: {
      error: {
        code: 'rate_limited',
        limit: { remaining: 0, reset, resetMs: expect.any(Number), total: 10 },
      },
    },
  });
  expect(refused.headers.get('x-ratelimit-limit')).toBe('10');
  expect(Math.ceil(refused.body.error.limit.resetMs / 1000)).toBe(reset);
  expect(retryAfter).toBeGreaterThan(0);
  expect(retryAfter).toBeLessThanOrEqual(60);
  // other calls of the installation are counted by themselves
  expect((await say('GET', '/account')).headers.get('x-ratelimit-remaining')).toBe('59');
});

test('a provider may tell 100 times a minute how an action for a deployment goes', async () => {
  const { owner } = world;
  await owner.api(k.createTeam, { body: { name: 'Actions', slug: 'actions' } });
  const installationId = await install({ ...world, team: 'actions' });
  const { accessToken = '' } = world.provider.installations.get(installationId) ?? {};

  const { headers } = await createApi(world.url, accessToken)(p.updateDeploymentAction, {
    params: { deploymentId: 'dpl_none', installationId, resourceId: 'none', action: 'branch' },
    body: { status: 'running' },
  });

  expect(headers.get('x-ratelimit-limit')).toBe('100');
  expect(headers.get('x-ratelimit-remaining')).toBe('99');
});

test('people are counted one by one, over all their teams', async () => {
  const { owner, integration } = world;
  await owner.api(k.createTeam, { body: { name: 'Beta', slug: 'beta' } });
  const remaining = async (api: World['owner']['api'], team: string) => {
    const params = { team, integration: integration.slug, product: 'db' };
    const { headers } = await api(k.listCatalogPlans, { params });
    return headers.get('x-ratelimit-remaining');
  };
  const other = await world.signUp('Bo');
  await other.api(k.createTeam, { body: { name: 'Gamma', slug: 'gamma' } });

  expect(await remaining(owner.api, world.team)).toBe('119');
  expect(await remaining(owner.api, 'beta')).toBe('118');
  expect(await remaining(other.api, 'gamma')).toBe('119');
});

test('reads of what is installed and offered are counted by the minute, and provisioning at once by the hour', async () => {
  const reader = await world.signUp('Rea');
  await reader.api(k.createTeam, { body: { name: 'Delta', slug: 'delta' } });
  const { slug: integration } = world.integration;
  const params = { installation: 'icfg_none', integration, product: 'none' };
  const query = { view: 'account' } as const;
  const named = { params, query: {} };
  const answers = [
    await reader.api(r.listConfigurations, { query }),
    await reader.api(r.getConfiguration, named),
    await reader.api(r.listConfigurationProducts, named),
    await reader.api(r.getOfferedIntegration, named),
    await reader.api(r.autoProvision, { ...named, body: { name: 'x' } }),
  ];

  const limits = answers.map(({ headers }) => headers.get('x-ratelimit-limit'));
  expect(limits).toEqual(['200', '120', '120', '100', '120']);
  const hour = Number(answers[4]?.headers.get('x-ratelimit-reset')) - Date.now() / 1000;
  expect(hour).toBeGreaterThan(3000);
});

test('a call without a limit says nothing of one', async () => {
  const { headers } = await world.owner.api(k.listTeams);

  expect(headers.get('x-ratelimit-limit')).toBeNull();
});
