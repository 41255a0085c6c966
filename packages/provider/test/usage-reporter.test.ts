import {
  type BillingTime,
  calendarMonths,
  createMemoryUsageStore,
  createUsageReporter,
  type HostClient,
  type Measurement,
  type UsageReporterOptions,
} from '@kontor/provider';
import { expect, test } from 'vitest';

type Sent = Parameters<HostClient['submitBillingData']>[0];

function meterWorld(options: Partial<UsageReporterOptions> = {}) {
  const sent: Sent[] = [];
  const clock = { now: new Date('2028-02-29T10:00:00Z') };
  const submitBillingData = async (data: Sent) => void sent.push(data);
  const start = () =>
    createUsageReporter({
      store,
      host: () => ({ submitBillingData }) as Pick<HostClient, 'submitBillingData'>,
      now: () => clock.now,
      ...options,
    });
  const store = createMemoryUsageStore();
  return { sent, clock, start };
}

const runs = (value: number, resourceId = 'db_1'): Measurement => ({
  ...{ name: 'Runs', type: 'interval', units: 'runs', resourceId, value },
});
const size = (value: number): Measurement => ({ name: 'Size', type: 'total', units: 'GB', value });

test('what is counted is added up exactly, over a restart, and of what there is the latest holds', async () => {
  const world = meterWorld();
  const before = world.start();
  for (let count = 0; count < 10; count++) {
    await before.record('icfg_1', [runs(0.1), size(count)]);
  }

  const after = world.start();
  await after.record('icfg_1', [runs(2)]);
  await after.report('icfg_1');

  expect(world.sent).toEqual([
    {
      timestamp: '2028-02-29T10:00:00.000Z',
      eod: '2028-03-01T00:00:00.000Z',
      period: { start: '2028-02-01T00:00:00.000Z', end: '2028-03-01T00:00:00.000Z' },
      billing: { items: [], discounts: [] },
      usage: [
        {
          ...{ name: 'Runs', type: 'interval', units: 'runs', resourceId: 'db_1' },
          ...{ dayValue: 3, periodValue: 3 },
        },
        { name: 'Size', type: 'total', units: 'GB', dayValue: 9, periodValue: 9 },
      ],
    },
  ]);
});

test('a day begins anew at its end, and a period at its', async () => {
  const world = meterWorld();
  const reporter = world.start();
  const totals = async (at: string, value: number) => {
    world.clock.now = new Date(at);
    await reporter.record('icfg_1', [runs(value)]);
    await reporter.report('icfg_1');
    const [row] = world.sent.at(-1)?.usage ?? [];
    return [row?.dayValue, row?.periodValue];
  };

  expect(await totals('2028-02-28T23:59:59.999Z', 1)).toEqual([1, 1]);
  expect(await totals('2028-02-29T00:00:00.000Z', 2)).toEqual([2, 3]);
  expect(await totals('2028-03-01T00:00:00.000Z', 4)).toEqual([4, 4]);
});

test('what was counted before stays out of a day in which nothing happened', async () => {
  const world = meterWorld();
  const reporter = world.start();
  await reporter.record('icfg_1', [runs(5)], new Date('2028-02-28T10:00:00Z'));

  await reporter.report('icfg_1');

  expect(world.sent[0]?.usage).toMatchObject([{ dayValue: 0, periodValue: 5 }]);
});

test('a measurement that comes late counts in its period, and not in another day', async () => {
  const world = meterWorld();
  const reporter = world.start();
  await reporter.record('icfg_1', [runs(1)]);
  await reporter.record('icfg_1', [runs(2)], new Date('2028-02-28T10:00:00Z'));
  await reporter.record('icfg_1', [runs(4)], new Date('2028-01-31T10:00:00Z'));

  await reporter.report('icfg_1');

  expect(world.sent[0]?.usage).toMatchObject([{ dayValue: 1, periodValue: 3 }]);
});

test('a large report goes in parts of one timestamp, all lines of a resource in one', async () => {
  const charge = { billingPlanId: 'pro', name: 'Runs', price: '1', quantity: 1, units: 'runs' };
  const world = meterWorld({
    linesPerRequest: 4,
    charges: (usage) => ({
      items: usage.map(({ resourceId }) => ({ ...charge, total: '1', resourceId })),
    }),
    included: () => 100,
  });
  const reporter = world.start();
  await reporter.record(
    'icfg_1',
    ['a', 'b', 'c', 'd', 'e'].map((id) => runs(1, id)),
  );

  expect(await reporter.report('icfg_1')).toBe(3);

  const named = world.sent.map(({ usage, billing }) => [
    usage.map(({ resourceId }) => resourceId).join(''),
    ('items' in billing ? billing.items : billing).map(({ resourceId }) => resourceId).join(''),
  ]);
  expect(named).toEqual([
    ['ab', 'ab'],
    ['cd', 'cd'],
    ['e', 'e'],
  ]);
  expect(new Set(world.sent.map(({ timestamp }) => timestamp)).size).toBe(1);
  expect(world.sent[0]?.usage[0]?.planValue).toBe(100);
});

test('that nothing was used is reported too', async () => {
  const world = meterWorld();

  expect(await world.start().report('icfg_1')).toBe(1);
  expect(world.sent).toMatchObject([{ usage: [] }]);
});

test.each([
  ['2026-12-31T23:59:59.999Z', '2026-12-31', '2027-01-01', '2026-12-01', '2027-01-01'],
  ['2027-01-01T00:00:00.000Z', '2027-01-01', '2027-01-02', '2027-01-01', '2027-02-01'],
  ['2028-02-29T12:00:00.000Z', '2028-02-29', '2028-03-01', '2028-02-01', '2028-03-01'],
])('%s is in the day of %s and the month of its first', (at, ...days) => {
  const { day, period }: BillingTime = calendarMonths(new Date(at));

  expect(
    [day.start, day.end, period.start, period.end].map((each) => each.toISOString().slice(0, 10)),
  ).toEqual(days);
});
