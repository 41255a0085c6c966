import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { install, project, provision } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';

const DAY_MS = 86_400_000;
// noon in a leap February, of a month in which nothing else happens
const now = new Date('2028-02-20T12:00:00Z');
const period = { start: '2028-02-01T00:00:00.000Z', end: '2028-03-01T00:00:00.000Z' };

let world: World;
let installation: string;
let say: Voice;
let [first, second] = ['', ''];
let [firstId, secondId] = ['', ''];
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  installation = await install(world);
  say = voiceOf(world, installation);
  const made = [await provision(world, installation), await provision(world, installation)];
  [first = '', second = ''] = made.map(({ externalId }) => externalId ?? '');
  [firstId = '', secondId = ''] = made.map(({ id }) => id);
  await project(world, 'web');
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: firstId },
    body: { project: 'web', environments: ['production'] },
  });
  await tellDays();
});
afterAll(() => world.close());

/** Moves the clock that the team is billed by. */
async function setClock(at: Date): Promise<void> {
  const { body } = await world.owner.api(k.getTeam, { params: params() });
  await world.database.read(
    `insert into test_clock (team_id, now, created_at) values ($1, $2, now())
     on conflict (team_id) do update set now = excluded.now`,
    [body.team.id, at],
  );
}

/** On each day the first resource costs a dollar more; the second has a fee, and then a discount. */
async function tellDays() {
  const line = { billingPlanId: 'free', price: '1', quantity: 1, units: 'USD' };
  for (const days of [0, 1, 2]) {
    const clock = new Date(now.getTime() + days * DAY_MS);
    await setClock(clock);
    const usage = (resourceId: string, value: number, type = 'interval') => ({
      ...{ name: type, type, units: 'u', resourceId, dayValue: value, periodValue: 10 * value },
    });
    const answer = await say('POST', '/billing', {
      timestamp: clock.toISOString(),
      eod: `${clock.toISOString().slice(0, 10)}T23:59:59Z`,
      period,
      billing: {
        items: [
          { ...line, name: 'Runs', resourceId: first, total: `${1 + days}.10` },
          { ...line, name: 'Fee', resourceId: second, total: '20.00' },
          { ...line, name: 'Support', total: '0.005' },
        ],
        discounts:
          days < 2
            ? []
            : [{ billingPlanId: 'free', name: 'Start', resourceId: second, amount: '5' }],
      },
      usage: [
        usage(first, 1 + days),
        usage(second, 2),
        usage(first, 1 + days, 'total'),
        usage(first, 1 + days, 'rate'),
      ],
    });
    expect(answer.status).toBe(201);
  }
  await setClock(new Date(now.getTime() + 2 * DAY_MS + 2 * 3_600_000));
}

const params = () => ({ team: world.team });
const usage = async (query = {}) =>
  (await world.owner.api(k.getTeamUsage, { params: params(), query })).body;

test('what is owed so far is the sum of its resources and of what is of none, to the last digit', async () => {
  const { total, installations } = await usage();

  expect(total).toBe('18.105');
  expect(installations).toMatchObject([
    {
      installationId: installation,
      integration: { slug: 'scripted' },
      ...{ period, isPeriodOver: false, owed: '18.105', ageSeconds: 7200, punctuality: 'fresh' },
      lastReportAt: new Date(now.getTime() + 2 * DAY_MS).toISOString(),
    },
  ]);
  const owed = installations[0]?.resources;
  expect(owed).toHaveLength(3);
  expect(owed).toEqual(
    expect.arrayContaining([
      { resourceId: null, owed: '0.005' },
      { resourceId: first, owed: '3.1' },
      { resourceId: second, owed: '15' },
    ]),
  );
  expect(installations[0]?.usage).toContainEqual({
    ...{ name: 'interval', type: 'interval', units: 'u' },
    ...{ dayValue: '5', periodValue: '50', planValue: null },
  });
});

test.each([
  ['a resource', () => ({ resource: secondId }), '15'],
  ['a project, by its connections', () => ({ project: 'web' }), '3.1'],
  ['what both have in common', () => ({ project: 'web', resource: secondId }), '0'],
  ['an installation', () => ({ installation }), '18.105'],
])('usage of %s is of its lines alone', async (_case, query, total) => {
  expect((await usage(query())).total).toBe(total);
});

test('the end of the period is foretold from its days, and the fee stays what it is', async () => {
  const { body } = await world.owner.api(k.getUsageForecast, { params: params() });

  // 3.10 so far, a dollar a day, 7.5 days left; 20.00; a cent, rounded up; a discount seen once
  expect(body).toMatchObject({ total: '25.61', isComplete: true });
  expect(body.installations).toMatchObject([
    { owed: '18.105', forecast: '25.61', unknownBecause: null, isLowerBound: true, days: 3 },
  ]);
  const one = { params: params(), query: { resource: firstId } };
  const { body: alone } = await world.owner.api(k.getUsageForecast, one);
  expect(alone).toMatchObject({ total: '10.60', installations: [{ isLowerBound: false }] });
});

test('a day adds what its totals are more, and a week adds its days', async () => {
  const series = async (query: Record<string, string>) =>
    (await world.owner.api(k.getUsageSeries, { params: params(), query })).body;

  const days = await series({ from: '2028-02-20', to: '2028-02-22' });
  expect(days.cost.map(({ from, added }) => `${from} ${added}`)).toEqual([
    '2028-02-20 21.105',
    '2028-02-21 1',
    '2028-02-22 -4',
  ]);
  // what was there the day before is no part of the first day
  expect((await series({ from: '2028-02-21', to: '2028-02-21' })).cost).toEqual([
    { from: '2028-02-21', added: '1' },
  ]);
  const weeks = await series({ per: 'week', to: '2028-02-22', from: '2028-02-16' });
  expect(weeks.from).toBe('2028-02-14');
  expect(weeks.cost.map(({ from, added }) => `${from} ${added}`)).toEqual([
    '2028-02-14 21.105',
    '2028-02-21 -3',
  ]);
  const [metered] = weeks.installations;
  expect(metered?.usage.map(({ name, values }) => [name, values.at(-1)?.value])).toEqual([
    ['interval', '9'],
    ['rate', '2.5'],
    ['total', '3'],
  ]);
});

test('every line of every day is exported', async () => {
  const query = { from: '2028-02-22', to: '2028-02-22' };
  const { body } = await world.owner.api(k.exportUsage, { params: params(), query });

  expect(body.rows).toHaveLength(8);
  expect(body.rows).toContainEqual({
    ...{ day: '2028-02-22', installationId: installation, integration: 'scripted' },
    ...{ periodStart: period.start, periodEnd: period.end },
    reportedAt: '2028-02-22T12:00:00.000Z',
    ...{ kind: 'discount', resourceId: second, name: 'Start', billingPlanId: 'free', amount: '5' },
    ...{ type: null, units: null, dayValue: null, periodValue: null, planValue: null },
  });
});

describe('refused is', () => {
  test.each([
    ['an installation that is not there', { installation: 'icfg_none' }, 'installation_not_found'],
    ['a resource that is not there', { resource: 'store_none' }, 'resource_not_found'],
    ['a project that is not there', { project: 'none' }, 'project_not_found'],
  ])('%s', async (_case, query, code) => {
    for (const endpoint of [k.getTeamUsage, k.getUsageForecast, k.getUsageSeries, k.exportUsage]) {
      const { status, error } = await world.owner.api(endpoint, { params: params(), query });
      expect([endpoint.id, status, error?.code]).toEqual([endpoint.id, 404, code]);
    }
  });

  test.each([
    ['days in the wrong order', { from: '2028-02-02', to: '2028-02-01' }],
    ['more days than one answer has', { from: '2020-01-01', to: '2028-02-01' }],
    ['a day that is none', { from: '2027-02-29' }],
    ['a key that is not known', { day: '2028-02-01' }],
  ])('%s', async (_case, query) => {
    for (const endpoint of [k.getUsageSeries, k.exportUsage]) {
      const { status } = await world.owner.api(endpoint, { params: params(), query });
      expect([endpoint.id, status]).toEqual([endpoint.id, 400]);
    }
  });

  test("what is another team's", async () => {
    const stranger = await world.signUp('Eve');
    await stranger.api(k.createTeam, { body: { name: 'Eve', slug: 'eve' } });

    const theirs = await stranger.api(k.getTeamUsage, { params: params() });
    const named = await stranger.api(k.getTeamUsage, {
      params: { team: 'eve' },
      query: { resource: firstId },
    });
    const own = await stranger.api(k.getTeamUsage, { params: { team: 'eve' } });

    expect([theirs.status, named.status, named.error.code]).toEqual([
      404,
      404,
      'resource_not_found',
    ]);
    expect(own.body).toEqual({ total: '0', installations: [] });
  });
});

test('a period that is over is shown and is no part of the total', async () => {
  await setClock(new Date('2028-03-01T00:00:00Z'));

  const { total, installations } = await usage();
  const { body } = await world.owner.api(k.getUsageForecast, { params: params() });

  expect(total).toBe('0');
  expect(installations).toMatchObject([{ isPeriodOver: true, punctuality: 'overdue' }]);
  expect(body).toMatchObject({
    ...{ total: null, isComplete: false },
    installations: [{ forecast: null, unknownBecause: 'period_over' }],
  });
});
