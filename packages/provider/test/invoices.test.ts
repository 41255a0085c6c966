import {
  billingItem,
  buildInvoice,
  InvoiceError,
  type InvoiceToBuild,
  ratio,
} from '@kontor/provider';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const period = {
  start: new Date('2028-02-01T00:00:00Z'),
  end: new Date('2028-03-01T00:00:00Z'),
};
const storage = {
  billingPlanId: 'pro',
  resourceId: 'db_1',
  name: 'Storage',
  price: '0.0015',
  quantity: 3,
  units: 'GB hours',
} as const;

const built = (more: Partial<InvoiceToBuild> = {}) =>
  buildInvoice({ period, items: [storage], ...more });

function problemsOf(more: Partial<InvoiceToBuild>): readonly string[] {
  try {
    built(more);
  } catch (error) {
    if (error instanceof InvoiceError) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

test('an invoice has totals that follow from prices and quantities, and says what is owed', () => {
  const invoice = built({
    externalId: 'icfg_1-2028-02',
    items: [
      { ...storage, price: '0.00042', quantity: '123456.5' },
      {
        ...storage,
        name: 'Base',
        price: { cents: 2_000 },
        quantity: ratio(20, 29, 4),
        units: 'months',
      },
    ],
    discounts: [{ billingPlanId: 'pro', resourceId: 'db_1', name: 'Launch', percent: 12.5 }],
  });

  expect(invoice).toEqual({
    invoice: {
      externalId: 'icfg_1-2028-02',
      invoiceDate: '2028-03-01T00:00:00.000Z',
      period: { start: '2028-02-01T00:00:00.000Z', end: '2028-03-01T00:00:00.000Z' },
      items: [
        { ...storage, price: '0.00042', quantity: 123_456.5, total: '51.85' },
        {
          ...storage,
          name: 'Base',
          price: '20.00',
          quantity: 0.6897,
          units: 'months',
          total: '13.79',
        },
      ],
      // 12.5 % of 65.64, of which no part of a cent is given
      discounts: [{ billingPlanId: 'pro', resourceId: 'db_1', name: 'Launch', amount: '8.20' }],
    },
    total: '57.44',
    isBelowMinimum: false,
  });
});

test.each([
  ['half-up', '0.005', '0.01'],
  ['half-even', '0.005', '0.00'],
  ['half-even', '0.015', '0.02'],
  ['half-even', '0.0051', '0.01'],
  ['up', '0.0001', '0.01'],
  ['up', '0.01', '0.01'],
  ['down', '0.0199', '0.01'],
] as const)('rounding %s makes %s of one unit %s', (rounding, price, total) => {
  expect(billingItem({ ...storage, price, quantity: 1 }, rounding).total).toBe(total);
});

test('a discount in percent is on what its plan and resource are billed, and on nothing else', () => {
  const items = [
    { ...storage, price: '10', quantity: 1 },
    { ...storage, price: '10', quantity: 1, resourceId: 'db_2' },
    { ...storage, price: '10', quantity: 1, billingPlanId: 'team' },
  ];
  const off = (of: { billingPlanId: string; resourceId?: string }) =>
    built({ items, discounts: [{ ...of, name: 'Off', percent: '10' }] }).total;

  expect(off({ billingPlanId: 'pro', resourceId: 'db_2' })).toBe('29.00');
  expect(off({ billingPlanId: 'pro' })).toBe('28.00');
  expect(off({ billingPlanId: 'none' })).toBe('30.00');
});

test.each([
  ['0.49', true],
  ['0.50', false],
])('an invoice of %s is below what is sent by itself: %s', (price, isBelowMinimum) => {
  expect(built({ items: [{ ...storage, price, quantity: 1 }] })).toMatchObject({
    total: price,
    isBelowMinimum,
  });
});

test.each<[string, Partial<InvoiceToBuild>, string]>([
  [
    'a period that ends when it starts',
    { period: { start: period.start, end: period.start } },
    'period should end after 2028-02-01T00:00:00.000Z, when it starts, and ends at 2028-02-01T00:00:00.000Z',
  ],
  [
    'a date outside the period',
    { invoiceDate: new Date('2028-03-01T00:00:00.001Z') },
    'invoiceDate should lie between 2028-02-01T00:00:00.000Z and 2028-03-01T00:00:00.000Z, and is 2028-03-01T00:00:00.001Z',
  ],
  [
    'a date that is none',
    { invoiceDate: new Date('soon') },
    'invoiceDate should lie between 2028-02-01T00:00:00.000Z and 2028-03-01T00:00:00.000Z, and is no time',
  ],
  [
    'a line that ends before it starts',
    { items: [{ ...storage, start: period.end, end: period.start }] },
    'items[0].end should not be before 2028-03-01T00:00:00.000Z, when the line starts, and is 2028-02-01T00:00:00.000Z',
  ],
  [
    'a price with a sign',
    { items: [{ ...storage, price: '-1' }] },
    'items[0].price should be a plain decimal such as "10.50", and is "-1"',
  ],
  [
    'a price in parts of a cent',
    { items: [{ ...storage, price: { cents: 1.5 } }] },
    'items[0].price should be a plain decimal such as "10.50", and is "1.5 cents"',
  ],
  [
    'a quantity of less than nothing',
    { items: [{ ...storage, quantity: -1 }] },
    'items[0].quantity should be a number of 0 or more, and is -1',
  ],
  [
    'a quantity that no number of JSON holds',
    { items: [{ ...storage, quantity: '9007199254740993' }] },
    'items[0].quantity should have no more digits than a number of JSON holds, and is 9007199254740993, of which 9007199254740992 would arrive',
  ],
  [
    'a total that is a cent off',
    { items: [{ ...storage, price: '10', quantity: 1, total: '10.01' }] },
    'items[0].total should be less than 0.01 from price × quantity, which is 10, and is 10.01',
  ],
  [
    'a discount of more than all',
    { discounts: [{ billingPlanId: 'pro', name: 'Off', percent: '100.1' }] },
    'discounts[0].percent should be from 0 to 100, and is 100.1',
  ],
  [
    'discounts of more than is billed',
    { discounts: [{ billingPlanId: 'pro', name: 'Off', amount: '0.02' }] },
    'discounts should not be more than the items, 0, and are 0.02',
  ],
  [
    'a memo that is too long',
    { memo: 'm'.repeat(4097) },
    'memo has at most 4096 characters; this one has 4097',
  ],
  [
    'a name of a line that is too long',
    { items: [{ ...storage, name: 'n'.repeat(1025) }] },
    'items[0].name has at most 1024 characters; this one has 1025',
  ],
])('%s is refused with the limit', (_title, more, message) => {
  expect(problemsOf(more)).toEqual([message]);
});

test('everything that is wrong is said at once', () => {
  const items = [
    { ...storage, price: 'free' },
    { ...storage, quantity: Number.NaN },
  ];

  expect(() => built({ items, invoiceDate: new Date(0) })).toThrow(
    /invoiceDate .*; items\[0\].price .*; items\[1\].quantity .*\.$/,
  );
});

test('what a host could not take in one request is to be billed in several', () => {
  const items = Array.from({ length: 9_000 }, () => ({ ...storage, details: 'd'.repeat(1_000) }));

  expect(problemsOf({ items })).toEqual([
    expect.stringMatching(/^invoice has at most 8388608 bytes; this one has \d+: bill in several$/),
  ]);
});

test('the parts of a whole that are not rounded apart add up, whatever they are', () => {
  const prices = fc.array(
    fc.record({
      price: fc.bigInt(0n, 10n ** 9n).map((digits) => ratio(digits, 10n ** 6n)),
      quantity: fc.bigInt(0n, 10n ** 9n).map((digits) => ratio(digits, 10n ** 3n, 3)),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(prices, (lines) => {
      const { invoice, total } = built({ items: lines.map((line) => ({ ...storage, ...line })) });
      const cents = (text: string) => BigInt(text.replace('.', ''));
      expect(invoice.items.every((item) => /^\d+\.\d\d$/.test(item.total))).toBe(true);
      const sum = invoice.items.reduce((all, item) => all + cents(item.total), 0n);
      expect(cents(total)).toBe(sum);
    }),
  );
});

test('a part of nothing is no part', () => {
  expect(() => ratio(1, 0)).toThrow('1 cannot be a part of nothing.');
  expect([ratio(1, 3), ratio(2, 3, 2), ratio(-1, 3, 0, 'up'), ratio('0.5', 2n)]).toEqual([
    '0.333333',
    '0.67',
    '-1',
    '0.250000',
  ]);
});
