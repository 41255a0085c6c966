import fc from 'fast-check';
import { expect, test } from 'vitest';
import { itemsOf, type Measured, usageOf } from './figures.ts';
import { hoursIn, monthOf } from './month.ts';

const march = monthOf(new Date('2030-03-31T23:59:59.999Z'));
const whole: Measured = {
  resourceId: 'pg_1',
  planId: 'pro',
  size: 'small',
  hours: 744,
  byteHours: 744n * 10_000_000_000n,
};

test('a month that was measured in full costs what the plan says, and its storage', () => {
  expect(hoursIn(march)).toBe(744);
  expect(itemsOf([whole], march)).toEqual([
    {
      billingPlanId: 'pro',
      resourceId: 'pg_1',
      name: 'Pro, small',
      price: '10.00',
      quantity: 1,
      units: 'months',
      total: '10.00',
    },
    {
      billingPlanId: 'pro',
      resourceId: 'pg_1',
      name: 'Storage',
      price: '0.0004',
      quantity: 7440,
      units: 'GB hours',
      total: '2.98',
    },
  ]);
});

test('sizes of one database are lines of their own, its storage is one, and Free costs nothing', () => {
  const items = itemsOf(
    [
      { ...whole, hours: 372 },
      { ...whole, size: 'large', hours: 372 },
      { ...whole, resourceId: 'pg_2', planId: 'free' },
    ],
    march,
  );

  expect(items.map(({ name, total }) => [name, total])).toEqual([
    ['Pro, small', '5.00'],
    ['Pro, large', '30.00'],
    ['Storage', '5.95'],
  ]);
});

test.for([
  ['2030-02-10T00:00:00Z', 672],
  ['2032-02-29T23:59:59Z', 696],
  ['2030-12-31T23:59:59Z', 744],
] as const)('the month of %s has %d hours', ([at, hours]) => {
  expect(hoursIn(monthOf(new Date(at)))).toBe(hours);
});

test('a total is less than a cent from price × quantity, whatever was measured', () => {
  const measured = fc.record({
    hours: fc.integer({ min: 1, max: 744 }),
    byteHours: fc.bigInt({ min: 0n, max: 10n ** 16n }),
    size: fc.constantFrom('small', 'medium', 'large'),
  });
  fc.assert(
    fc.property(measured, (told) => {
      for (const { price, quantity, total } of itemsOf([{ ...whole, ...told }], march)) {
        // in ten-billionths of a dollar, exactly
        const units = (text: string, scale: number) => {
          const [before = '', after = ''] = text.split('.');
          return BigInt(before + after.padEnd(scale, '0'));
        };
        const product = units(price, 4) * units(quantity.toFixed(6), 6);
        const difference = units(total, 10) - product;
        expect(difference < 100_000_000n && difference > -100_000_000n).toBe(true);
      }
    }),
  );
});

test('usage is told as running totals, with what the plan allows', () => {
  const used = {
    resourceId: 'pg_1',
    planId: 'pro',
    size: 'small',
    storageBytes: 8_000_000n,
    rows: 5000n,
    connectionsOfDay: 2,
    connectionsOfPeriod: 7,
    byteHoursOfDay: 16_000_000n,
    byteHoursOfPeriod: 24_000_000n,
  } as const;

  expect(usageOf([used])).toEqual([
    {
      resourceId: 'pg_1',
      name: 'Database size',
      type: 'total',
      units: 'GB',
      dayValue: 0.008,
      periodValue: 0.008,
    },
    {
      resourceId: 'pg_1',
      name: 'Rows',
      type: 'total',
      units: 'rows',
      dayValue: 5000,
      periodValue: 5000,
    },
    {
      resourceId: 'pg_1',
      name: 'Storage',
      type: 'interval',
      units: 'GB hours',
      dayValue: 0.016,
      periodValue: 0.024,
    },
    {
      resourceId: 'pg_1',
      name: 'Connections',
      type: 'rate',
      units: 'connections',
      dayValue: 2,
      periodValue: 7,
      planValue: 10,
    },
  ]);
});
