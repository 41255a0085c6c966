import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forecastOf } from './forecast.ts';
import type { ChargeLine, MeteredRow, ReportedDay } from './reported-day.ts';

const period = { start: new Date('2028-02-01T00:00:00Z'), end: new Date('2028-03-01T00:00:00Z') };

/** A day as it stands at its noon. */
function dayOf(day: number, told: Partial<ReportedDay> = {}): ReportedDay {
  const at = (hours: number) => new Date(Date.UTC(2028, 1, day, hours));
  const dates = { day: at(0), reportedAt: at(12), eod: at(24), period };
  return { ...dates, charges: [], usage: [], ...told };
}
const line = (amount: string, told: Partial<ChargeLine> = {}): ChargeLine => ({
  ...{ kind: 'item', billingPlanId: 'pro', resourceId: 'db_1', name: 'Storage', amount },
  ...told,
});
const metered = (periodValue: string, told: Partial<MeteredRow> = {}): MeteredRow => ({
  ...{ name: 'Runs', type: 'interval', units: 'runs', resourceId: null },
  ...{ dayValue: '1', periodValue, planValue: null },
  ...told,
});

test('of nothing, nothing can be said', () => {
  expect(forecastOf([])).toMatchObject({ amount: null, unknownBecause: 'no_report', days: 0 });
});

test('of one day nothing can be said: a fee that is charged once looks like one that grows', () => {
  const forecast = forecastOf([dayOf(3, { charges: [line('20')], usage: [metered('8')] })]);

  expect(forecast).toMatchObject({ amount: null, unknownBecause: 'one_day' });
  expect(forecast.usage).toMatchObject([{ periodValue: '8', forecast: null }]);
});

test('a line goes on as it grew, to the end of a leap February, and a fee stays', () => {
  const fee = line('20', { name: 'Fee' });
  const days = [
    dayOf(2, { charges: [fee, line('1.50')] }),
    dayOf(5, { charges: [fee, line('2')] }),
    dayOf(12, { charges: [fee, line('11.50')] }),
  ];

  // ten dollars in ten days, and 17.5 days are left
  expect(forecastOf(days)).toMatchObject({ amount: '49.00', isLowerBound: false, days: 3 });
});

test('a discount grows on, and is taken off', () => {
  const off = (amount: string) => line(amount, { kind: 'discount', name: 'Start' });
  const days = [
    dayOf(2, { charges: [line('10'), off('1')] }),
    dayOf(12, { charges: [line('20'), off('2')] }),
  ];

  expect(forecastOf(days).amount).toBe('33.75');
});

test('a line that fell was corrected, and one that is new may grow', () => {
  const days = [
    dayOf(2, { charges: [line('9')] }),
    dayOf(12, { charges: [line('3'), line('0.005', { resourceId: 'db_2' })] }),
  ];

  expect(forecastOf(days)).toMatchObject({ amount: '3.01', isLowerBound: true });
});

test('days of a former period say nothing of this one', () => {
  const former = { ...period, start: new Date('2028-01-01T00:00:00Z') };
  const days = [dayOf(1, { period: former, charges: [line('99')] }), dayOf(2)];

  expect(forecastOf(days)).toMatchObject({ unknownBecause: 'one_day', days: 1 });
});

test('when the period is over, it is what it came to', () => {
  const [at, eod] = [new Date('2028-03-01T07:00:00Z'), period.end];
  const day = dayOf(29, { reportedAt: at, eod, charges: [line('7.005')], usage: [metered('3')] });

  expect(forecastOf([day])).toMatchObject({
    amount: '7.01',
    isLowerBound: false,
    usage: [{ forecast: '3' }],
  });
});

test('what is counted grows on; what there is, and how fast it goes, stays', () => {
  const rows = (value: string) => [
    metered(value),
    metered(value, { name: 'Size', type: 'total' }),
    metered(value, { name: 'Speed', type: 'rate' }),
  ];
  const days = [dayOf(2, { usage: rows('10') }), dayOf(9, { usage: rows('20') })];

  expect(forecastOf(days).usage.map(({ name, forecast }) => [name, forecast])).toEqual([
    // 10 in 7 days, and 20.5 days are left
    ['Runs', '49.285714'],
    ['Size', '20'],
    ['Speed', '20'],
  ]);
});

test('a forecast is never less than what is owed, and the same for days that change nothing', () => {
  const growing = fc.array(fc.bigInt({ min: 0n, max: 10_000n }), { minLength: 2, maxLength: 28 });
  fc.assert(
    fc.property(growing, (steps) => {
      let owed = 0n;
      const days = steps.map((step, index) => {
        owed += step;
        return dayOf(index + 1, { charges: [line(`${owed / 100n}.${cents(owed)}`)] });
      });
      const { amount } = forecastOf(days);
      const [whole = '', part = ''] = (amount ?? '').split('.');
      const foretold = BigInt(whole) * 100n + BigInt(part);
      const [first = 0n] = steps;
      // the same line, in integers of its own
      const [seen, left] = [BigInt(2 * (steps.length - 1)), BigInt(2 * (29 - steps.length) + 1)];
      const exact = 2n * (owed * seen + (owed - first) * left);
      expect(foretold).toBe((exact + seen) / (2n * seen));
      expect(foretold >= owed).toBe(true);
    }),
  );
});

function cents(amount: bigint): string {
  return String(amount % 100n).padStart(2, '0');
}
