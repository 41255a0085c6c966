import fc from 'fast-check';
import { expect, test } from 'vitest';
import { billingDayOf, type Span, spanOf } from './span.ts';

test.each([
  ['2026-03-01T00:00:00.000Z', '2026-02-28'],
  ['2026-03-01T00:00:00.001Z', '2026-03-01'],
  ['2026-02-28T23:59:59.999Z', '2026-02-28'],
  ['2028-03-01T00:00:00.000Z', '2028-02-29'],
  ['2028-02-29T00:00:00.000Z', '2028-02-28'],
  ['2027-01-01T00:00:00.000Z', '2026-12-31'],
  ['2026-12-31T12:00:00.000Z', '2026-12-31'],
  ['1970-01-01T00:00:00.000Z', '1969-12-31'],
])('a billing day that ends at %s is that of %s', (eod, day) => {
  expect(billingDayOf(new Date(eod))).toEqual(new Date(`${day}T00:00:00Z`));
});

test.each([
  ['2026-03-15', '2026-03-09', '2026-03-01'],
  ['2026-03-16', '2026-03-16', '2026-03-01'],
  ['2028-02-29', '2028-02-28', '2028-02-01'],
  ['2028-03-01', '2028-02-28', '2028-03-01'],
  // a week goes on over the end of the year
  ['2026-12-31', '2026-12-28', '2026-12-01'],
  ['2027-01-03', '2026-12-28', '2027-01-01'],
  ['2027-01-04', '2027-01-04', '2027-01-01'],
])('%s is in the week of %s and the month of %s', (day, week, month) => {
  const at = new Date(`${day}T00:00:00Z`);
  const named = (span: Span) => spanOf(at, span).toISOString();

  expect([named('day'), named('week'), named('month')]).toEqual(
    [day, week, month].map((each) => `${each}T00:00:00.000Z`),
  );
});

const moments = fc.date({
  min: new Date('1960-01-01T00:00:00Z'),
  max: new Date('2100-01-01T00:00:00Z'),
  noInvalidDate: true,
});

test('every moment belongs to one day, which ends within 24 hours and never before it', () => {
  fc.assert(
    fc.property(moments, (eod) => {
      const day = billingDayOf(eod).getTime();
      expect(day).toBeLessThan(eod.getTime());
      expect(eod.getTime() - day).toBeLessThanOrEqual(86_400_000);
      expect(new Date(day).toISOString()).toMatch(/T00:00:00\.000Z$/);
    }),
  );
});

test('a span begins at or before its day, on a Monday or the first, and its own begin is its begin', () => {
  fc.assert(
    fc.property(moments, (eod) => {
      const day = billingDayOf(eod);
      const [week, month] = [spanOf(day, 'week'), spanOf(day, 'month')];
      expect(week.getUTCDay()).toBe(1);
      expect(month.getUTCDate()).toBe(1);
      expect(day.getTime() - week.getTime()).toBeLessThan(7 * 86_400_000);
      for (const span of ['day', 'week', 'month'] as const) {
        const begin = spanOf(day, span);
        expect(begin <= day).toBe(true);
        expect(spanOf(begin, span)).toEqual(begin);
      }
    }),
  );
});
