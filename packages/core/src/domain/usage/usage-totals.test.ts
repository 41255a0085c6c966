import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addedByDay, owedByResource, owedFor } from './cost-so-far.ts';
import type { ChargeLine, MeteredRow, ReportedDay } from './reported-day.ts';
import { seriesOf, together, totalsOf, usedOver } from './usage-totals.ts';

const period = { start: new Date('2026-12-01T00:00:00Z'), end: new Date('2027-02-01T00:00:00Z') };
const row = (told: Partial<MeteredRow>): MeteredRow => ({
  ...{ name: 'Size', type: 'total', units: 'GB', resourceId: 'db_1' },
  ...{ dayValue: '1', periodValue: '1', planValue: null },
  ...told,
});
const line = (amount: string, told: Partial<ChargeLine> = {}): ChargeLine => ({
  ...{ kind: 'item', billingPlanId: 'pro', resourceId: null, name: 'Storage', amount },
  ...told,
});
const dayAt = (day: string, told: Partial<ReportedDay>): ReportedDay => {
  const at = new Date(`${day}T00:00:00Z`);
  const eod = new Date(at.getTime() + 86_400_000);
  return { day: at, reportedAt: at, eod, period, charges: [], usage: [], ...told };
};

test('resources are added up, to the last digit', () => {
  const rows = [
    row({ dayValue: '0.1', periodValue: '1e-7', planValue: '5' }),
    row({ resourceId: 'db_2', dayValue: '0.2', periodValue: '2', planValue: '5' }),
    row({ resourceId: 'db_3', units: 'MB', planValue: '1' }),
  ];

  expect(totalsOf(rows)).toEqual([
    {
      ...{ name: 'Size', type: 'total', units: 'GB' },
      ...{ dayValue: '0.3', periodValue: '2.0000001', planValue: '10' },
    },
    {
      ...{ name: 'Size', type: 'total', units: 'MB' },
      ...{ dayValue: '1', periodValue: '1', planValue: '1' },
    },
  ]);
});

test('where the installation as a whole is reported, its resources are in it already', () => {
  const rows = [row({ dayValue: '4' }), row({ resourceId: null, dayValue: '9' })];

  expect(totalsOf(rows)).toMatchObject([{ dayValue: '9' }]);
});

test('limits of some resources are no limit of all', () => {
  expect(totalsOf([row({ planValue: '5' }), row({ resourceId: 'db_2' })])).toMatchObject([
    { planValue: null },
  ]);
});

test('over a week, over the end of the year, what is counted is added, what there is stays, and rates are a mean', () => {
  const usage = (dayValue: string) => [
    row({ dayValue }),
    row({ name: 'Runs', type: 'interval', dayValue }),
    row({ name: 'Speed', type: 'rate', dayValue }),
  ];
  const days = [
    dayAt('2026-12-27', { usage: usage('100') }),
    dayAt('2026-12-28', { usage: usage('1') }),
    dayAt('2026-12-31', { usage: usage('4') }),
    dayAt('2027-01-01', { usage: usage('2') }),
  ];

  const values = seriesOf(days, 'week').map(({ name, values }) => [
    name,
    ...values.map(({ from, value }) => `${from.toISOString().slice(0, 10)} ${value}`),
  ]);
  expect(values).toEqual([
    ['Size', '2026-12-21 100', '2026-12-28 2'],
    ['Runs', '2026-12-21 100', '2026-12-28 7'],
    ['Speed', '2026-12-21 100', '2026-12-28 2.333333'],
  ]);
});

test('a day adds what its running total is more than the one before, and a new period begins anew', () => {
  const next = { start: period.end, end: new Date('2027-03-01T00:00:00Z') };
  const days = [
    dayAt('2027-01-29', { charges: [line('5')] }),
    dayAt('2027-01-31', { charges: [line('7.5'), line('0.5', { kind: 'discount' })] }),
    dayAt('2027-02-01', { period: next, charges: [line('1')] }),
  ];

  expect(addedByDay(days).map(({ added }) => added)).toEqual(['5', '2', '1']);
});

const amounts = fc.integer({ min: 0, max: 1_000_000 }).map((cents) => (cents / 100).toFixed(2));
const lines = fc.array(
  fc.record({
    kind: fc.constantFrom('item' as const, 'discount' as const),
    resourceId: fc.constantFrom(null, 'db_1', 'db_2'),
    amount: amounts,
  }),
);

test('the days of a period add up to its last total, and resources to the whole', () => {
  fc.assert(
    fc.property(fc.array(lines, { minLength: 1, maxLength: 6 }), (reported) => {
      const days = reported.map((each, index) =>
        dayAt(`2027-01-0${index + 1}`, { charges: each.map((told) => line(told.amount, told)) }),
      );
      const owed = centsOf(owedFor(days.at(-1)?.charges ?? []));
      expect(sum(addedByDay(days).map(({ added }) => centsOf(added)))).toBe(owed);
      const resources = owedByResource(days.at(-1)?.charges ?? []);
      expect(sum(resources.map((each) => centsOf(each.owed)))).toBe(owed);
    }),
  );
});

function centsOf(amount: string): bigint {
  const [, sign, whole = '0', part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  const cents = BigInt(whole) * 100n + BigInt(part.padEnd(2, '0'));
  return sign === '-' ? -cents : cents;
}

function sum(all: readonly bigint[]): bigint {
  return all.reduce((total, each) => total + each, 0n);
}

test('what installations have seen is added up by metric and day, whichever of them saw nothing', () => {
  const reads = (dayValue: string) => [row({ name: 'Reads', type: 'interval', dayValue })];
  const one = seriesOf(
    [dayAt('2027-01-04', { usage: reads('1.5') }), dayAt('2027-01-06', { usage: reads('2') })],
    'day',
  );
  const other = seriesOf([dayAt('2027-01-05', { usage: reads('4') })], 'day');
  const third = seriesOf([dayAt('2027-01-04', { usage: reads('0.5') })], 'day');

  const all = together([...one, ...other, ...third]);

  expect(all.map(({ values }) => values.map(({ value }) => value))).toEqual([['2', '4', '2']]);
  expect(together([...together([...one, ...other]), ...third])).toEqual(all);
});

test('over some days an interval is added up, of a total the last one holds, and rates have a mean', () => {
  const usage = (dayValue: string) =>
    (['interval', 'total', 'rate'] as const).map((type) => row({ name: type, type, dayValue }));
  const days = [
    dayAt('2027-01-31', { usage: usage('3') }),
    dayAt('2027-02-01', { usage: usage('1') }),
  ];

  expect(usedOver(days).map(({ name, value }) => [name, value])).toEqual([
    ['interval', '4'],
    ['total', '1'],
    ['rate', '2'],
  ]);
});
