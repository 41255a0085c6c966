import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { install, provision } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';

const DAY_MS = 86_400_000;
const now = Date.now();
const at = (ms: number) => new Date(now + ms).toISOString();
const day = (ms: number) => at(ms).slice(0, 10);
const [today, yesterday] = [day(0), day(-DAY_MS)];
const period = { start: at(-10 * DAY_MS), end: at(10 * DAY_MS) };

let world: World;
let installation: string;
let say: Voice;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
  say = voiceOf(world, installation);
});
afterAll(() => world.close());

const report = async (timestamp: string, eod: string, value: number) => {
  const usage = { name: 'Runs', type: 'total', units: 'runs', dayValue: value, periodValue: value };
  const body = { timestamp, eod, period, billing: [], usage: [usage] };
  expect((await say('POST', '/billing', body)).status).toBe(201);
};
const read = async (per: string, limit = 5) => {
  const { body } = await world.owner.api(k.listUsage, {
    params: { team: world.team, installation },
    query: { per, limit },
  });
  return body.reports.map(({ from, usage }) => [from.slice(0, 10), usage[0]?.dayValue]);
};

test('the newest report of each day holds, in whatever order reports arrive', async () => {
  await report(at(-1000), `${today}T23:59:59Z`, 30);
  await report(at(-2000), `${today}T23:59:59Z`, 20);
  // a billing day that ends at midnight is the day that it was
  await report(at(-3000), `${today}T00:00:00Z`, 10);

  expect(await read('day')).toEqual([
    [today, '30'],
    [yesterday, '10'],
  ]);
  expect(await read('day', 1)).toEqual([[today, '30']]);
  const sinceMonday = (new Date(now).getUTCDay() + 6) % 7;
  expect(await read('week', 1)).toEqual([[day(-sinceMonday * DAY_MS), '30']]);
  expect(await read('month', 1)).toEqual([[`${today.slice(0, 8)}01`, '30']]);
  const kept = await world.database.read('select 1 from billing_report');
  expect(kept).toHaveLength(3);
});

test('reports of one timestamp are one, and of a resource the part that came last holds', async () => {
  const [first, second] = [
    await provision(world, installation),
    await provision(world, installation),
  ];
  const eod = at(3 * DAY_MS);
  const timestamp = at(0);
  const part = (resource: { externalId: string | null }, value: number) => {
    const resourceId = resource.externalId ?? '';
    const row = { name: 'Runs', type: 'total', units: 'runs', resourceId };
    const line = { billingPlanId: 'free', name: 'Runs', units: 'runs', quantity: 1, resourceId };
    return say('POST', '/billing', {
      ...{ timestamp, eod, period },
      billing: [{ ...line, price: '1', total: `${value}` }],
      usage: [{ ...row, dayValue: value, periodValue: value }],
    });
  };

  for (const [resource, value] of [
    [first, 1],
    [second, 2],
    [first, 3],
    [first, 3],
  ] as const) {
    expect((await part(resource, value)).status).toBe(201);
  }

  const { body } = await world.owner.api(k.listUsage, {
    params: { team: world.team, installation },
  });
  const [newest] = body.reports;
  expect(newest?.usage.map(({ resourceId, dayValue }) => [resourceId, dayValue])).toEqual([
    [second.externalId, '2'],
    [first.externalId, '3'],
  ]);
  expect(newest?.charges.map(({ amount }) => amount)).toEqual(['2', '3']);
});

test('what is used and left is read by those who may, and by nobody of another team', async () => {
  const stranger = await world.signUp('Eve');
  await stranger.api(k.createTeam, { body: { name: 'Eve', slug: 'eve' } });
  const calls = [
    [k.listUsage, { installation }],
    [k.listBalances, { installation }],
    [k.listInvoices, {}],
    [k.getTeamInvoice, { invoice: 'inv_none' }],
  ] as const;

  for (const [endpoint, params] of calls) {
    const foreign = await stranger.api(endpoint, { params: { team: world.team, ...params } });
    expect([endpoint.id, foreign.status]).toEqual([endpoint.id, 404]);
  }
  const elsewhere = await stranger.api(k.listUsage, { params: { team: 'eve', installation } });
  expect([elsewhere.status, elsewhere.error.code]).toEqual([404, 'installation_not_found']);
});

test('only an operator says what became of the money', async () => {
  const stranger = await world.signUp('Mallory');
  const params = { team: world.team, invoice: 'inv_none' };
  const body = { outcome: 'paid' };

  expect((await stranger.api(k.settleInvoice, { params, body })).status).toBe(403);
  expect((await world.owner.api(k.settleInvoice, { params, body })).status).toBe(404);
  const elsewhere = { params: { ...params, team: 'none' }, body };
  expect((await world.owner.api(k.settleInvoice, elsewhere)).error.code).toBe('team_not_found');
});
