import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { install, provision } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const now = Date.now();
const at = (ms: number) => new Date(now + ms).toISOString();
const period = { start: at(-10 * DAY_MS), end: at(10 * DAY_MS) };

let world: World;
let installation: string;
let resource: string;
let say: Voice;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
  const provisioned = await provision(world, installation);
  resource = provisioned.externalId ?? '';
  say = voiceOf(world, installation);
});
afterAll(() => world.close());

const item = () => ({
  billingPlanId: 'free',
  resourceId: resource,
  name: 'Storage',
  price: '0.10',
  quantity: 0.1,
  units: 'GB',
  total: '0.01',
  details: 'of the first',
  start: at(-DAY_MS),
});
const usage = (told: object = {}) => ({
  name: 'Storage',
  type: 'total',
  units: 'GB',
  dayValue: 0.1,
  periodValue: 12_345_678_901.5,
  planValue: 5,
  resourceId: resource,
  ...told,
});
const data = (told: object = {}) => ({
  timestamp: at(0),
  eod: at(6 * HOUR_MS),
  period,
  billing: [item()],
  usage: [usage(), usage({ resourceId: undefined, planValue: undefined })],
  ...told,
});

const reports = () =>
  world.database.read<{ report_id: string; reported_at: Date }>(
    'select report_id, reported_at from billing_report where installation_id = $1 order by report_id',
    [installation],
  );
const charges = (report: string | undefined) =>
  world.database.read(
    `select kind, billing_plan_id as plan, external_resource_id as resource, name, details, price,
       quantity, units, amount, starts_at, ends_at
     from reported_charge where report_id = $1 order by position`,
    [report],
  );

test('a report is kept as it came, in either form', async () => {
  const discount = { billingPlanId: 'free', name: 'Start', amount: '0.0050' };

  const bare = await say('POST', '/billing', data());
  const wrapped = await say(
    'POST',
    '/billing',
    data({ billing: { items: [item()], discounts: [discount], note: 'x' } }),
  );

  expect([bare.status, wrapped.status, bare.body]).toEqual([201, 201, undefined]);
  const [first, second] = await reports();
  const kept = {
    kind: 'item',
    plan: 'free',
    resource,
    name: 'Storage',
    details: 'of the first',
    price: '0.10',
    quantity: '0.1',
    units: 'GB',
    amount: '0.01',
    starts_at: new Date(at(-DAY_MS)),
    ends_at: null,
  };
  expect(await charges(first?.report_id)).toEqual([kept]);
  expect(await charges(second?.report_id)).toMatchObject([
    kept,
    { kind: 'discount', resource: '', name: 'Start', amount: '0.0050', price: null },
  ]);
  expect(
    await world.database.read(
      `select external_resource_id as resource, day_value, period_value, plan_value
       from reported_usage where report_id = $1 order by position`,
      [first?.report_id],
    ),
  ).toEqual([
    { resource, day_value: '0.1', period_value: '12345678901.5', plan_value: '5' },
    { resource: '', day_value: '0.1', period_value: '12345678901.5', plan_value: null },
  ]);
});

test('thousands of rows arrive in one request, each in its place', async () => {
  const rows = Array.from({ length: 6_000 }, (_, index) => ({
    ...item(),
    name: `row ${index}`,
    quantity: index,
  }));

  const answer = await say(
    'POST',
    '/billing',
    data({ billing: rows, usage: rows.map(({ name }) => usage({ name })) }),
  );

  expect(answer.status).toBe(201);
  const report = (await reports()).at(-1)?.report_id;
  const names = rows.map(({ name }) => ({ name }));
  for (const table of ['reported_charge', 'reported_usage']) {
    const kept = await world.database.read(
      `select name from ${table} where report_id = $1 order by position`,
      [report],
    );
    expect(kept).toEqual(names);
  }
});

test('a request larger than the limit of this call is refused with the limit', async () => {
  const answer = await say('POST', '/billing', data({ usage: [{ x: 'x'.repeat(8_500_000) }] }));

  expect(answer).toMatchObject({
    status: 413,
    body: { error: { reason: 'body_too_large', limitBytes: 8 * 1024 * 1024 } },
  });
});

describe('a report is refused whole', () => {
  test.each([
    ['a day after the period', () => ({ eod: at(11 * DAY_MS) }), ['eod']],
    ['a day of the day before yesterday', () => ({ eod: at(-25 * HOUR_MS) }), ['eod']],
    [
      'a period that is over',
      () => ({ eod: at(-26 * HOUR_MS), period: { ...period, end: at(-25 * HOUR_MS) } }),
      ['eod', 'period.end'],
    ],
    [
      'a resource that is not there',
      () => ({ billing: [item(), { ...item(), resourceId: 'db_none' }] }),
      ['resourceId'],
    ],
    [
      'usage of a resource that is not there',
      () => ({ usage: [usage({ resourceId: 'db_none' })] }),
      ['resourceId'],
    ],
    [
      'a price that is no money',
      () => ({ billing: [{ ...item(), price: '1e3' }] }),
      ['billing.0.price'],
    ],
    ['a key that is not known', () => ({ currency: 'USD' }), ['body']],
  ])('%s', async (_case, told, keys) => {
    const before = await reports();

    const { status, body } = await say('POST', '/billing', data(told()));

    expect(status).toBe(400);
    expect(body.error.code).toBe('bad_request');
    expect(body.error.fields.map(({ key }: { key: string }) => key)).toEqual(keys);
    expect(await reports()).toEqual(before);
  });
});

const balances = () =>
  world.database.read(
    `select external_resource_id as resource, currency_value_in_cents as cents, credit,
       name_label as label from balance where installation_id = $1 order by external_resource_id`,
    [installation],
  );

test('the balance with the newest timestamp holds', async () => {
  const told = (timestamp: string, cents: number, more: object = {}) =>
    say('POST', '/billing/balance', {
      timestamp,
      balances: [
        { currencyValueInCents: cents, resourceId: resource, ...more },
        { currencyValueInCents: cents + 0.5 },
      ],
    });

  const newer = await told(at(0), 2_000, { credit: '2,000 Tokens', nameLabel: 'Tokens' });
  const older = await told(at(-1), 9_999);
  expect([newer.status, older.status, newer.body]).toEqual([201, 201, undefined]);
  expect(await balances()).toEqual([
    { resource: '', cents: '2000.5', credit: null, label: null },
    { resource, cents: '2000', credit: '2,000 Tokens', label: 'Tokens' },
  ]);

  await told(at(0), 1_000);
  expect(await balances()).toMatchObject([{ cents: '1000.5' }, { cents: '1000', credit: null }]);
});

test.each([
  ['of a resource that is not there', { currencyValueInCents: 1, resourceId: 'db_none' }],
  ['in a text', { currencyValueInCents: '1' }],
  ['with a key that is not known', { currencyValueInCents: 1, currency: 'USD' }],
])('a balance %s is refused', async (_case, balance) => {
  const before = await balances();

  const answer = await say('POST', '/billing/balance', { timestamp: at(1), balances: [balance] });

  expect(answer.status).toBe(400);
  expect(await balances()).toEqual(before);
});
