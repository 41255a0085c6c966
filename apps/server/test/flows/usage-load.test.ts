import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { createHostClient, createMemoryUsageStore, createUsageReporter } from '@kontor/provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { install, provision } from '../world/story.ts';
import { hundredthsOf, planLoad } from '../world/usage-load.ts';
import { tokenOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  installation = await install(world);
});
afterAll(() => world.close());

const externalIds = async (count: number) => {
  const ids: string[] = [];
  while (ids.length < count) {
    ids.push((await provision(world, installation)).externalId ?? '');
  }
  return ids;
};

test('duplicated, late and disordered reports come to what an independent count says', async () => {
  const resources = await externalIds(3);
  const plan = { resources, metrics: 4, reports: 150, days: 6, seed: 20280229, now: new Date() };
  const load = planLoad(plan);
  const headers = {
    authorization: `Bearer ${tokenOf(world, installation)}`,
    'content-type': 'application/json',
  };
  const url = `${world.url}/v1/installations/${installation}/billing`;

  const waiting = load.requests.values();
  const client = async () => {
    for (const { body, status } of waiting) {
      const answer = await fetch(url, { method: 'POST', headers, body });
      expect(answer.status).toBe(status);
    }
  };
  await Promise.all([client(), client(), client(), client()]);

  const { body } = await world.owner.api(k.getUsageSeries, {
    params: { team: world.team },
    query: { from: load.from, to: load.to },
  });
  expect(new Set(load.requests.map(({ status }) => status))).toEqual(new Set([201, 400]));
  expect(load.requests.length).toBeGreaterThan(plan.reports);
  const added = body.cost.map((each) => [each.from, hundredthsOf(each.added)]);
  expect(added).toEqual([...load.expected].map(([day, { addedCents }]) => [day, addedCents]));
  const [series] = body.installations;
  const counted = (series?.usage ?? []).flatMap(({ name, values }) =>
    values.map(({ from, value }) => `${from} ${name} ${hundredthsOf(value)}`),
  );
  const expected = [...load.expected].flatMap(([day, { metrics }]) =>
    [...metrics].map(([name, value]) => `${day} ${name} ${value}`),
  );
  expect(counted.sort()).toEqual(expected.sort());
});

test('what the SDK meters and reports in parts is what the team sees', async () => {
  const fresh = await world.signUp('Grace');
  await fresh.api(k.createTeam, { body: { name: 'Globex', slug: 'globex' } });
  const stage = { ...world, owner: fresh, team: 'globex' };
  const id = await install(stage);
  const made = [await provision(stage, id), await provision(stage, id)];
  const reporter = createUsageReporter({
    store: createMemoryUsageStore(),
    host: (installationId) =>
      createHostClient({
        apiUrl: world.url,
        installationId,
        accessToken: tokenOf(world, installationId),
      }),
    linesPerRequest: 2,
    charges: (usage) => ({
      items: usage.map(({ resourceId, periodValue, units }) => ({
        ...{ billingPlanId: 'free', name: 'Runs', price: '0.10', units, resourceId },
        ...{ quantity: periodValue, total: (periodValue / 10).toFixed(2) },
      })),
    }),
  });
  const runs = (value: number, resourceId = '') => ({
    ...{ name: 'Runs', type: 'interval' as const, units: 'runs', value, resourceId },
  });
  for (const { externalId } of made) {
    await reporter.record(id, [runs(0.1, externalId ?? ''), runs(0.2, externalId ?? '')]);
  }
  await reporter.record(id, [runs(40, made[0]?.externalId ?? '')]);

  expect(await reporter.report(id)).toBe(2);

  const { body } = await fresh.api(k.getTeamUsage, { params: { team: 'globex' } });
  expect(body.total).toBe('4.06');
  expect(body.installations).toMatchObject([
    {
      installationId: id,
      punctuality: 'fresh',
      usage: [{ name: 'Runs', dayValue: '40.6', periodValue: '40.6' }],
    },
  ]);
});
