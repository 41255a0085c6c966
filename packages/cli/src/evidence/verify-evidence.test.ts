import type { InvoiceEvidence } from '@kontor/protocol/kontor';
import { installationId, invoiceId } from '@kontor/protocol/vocabulary/ids';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimal, inCents, isNear, product, textOf } from './decimal.ts';
import { digestOf } from './digest.ts';
import { verifyEvidence } from './verify-evidence.ts';

const period = { start: '2030-03-01T00:00:00.000Z', end: '2030-04-01T00:00:00.000Z' };
const line = { billingPlanId: 'pro', resourceId: 'db_1' };
const item = {
  ...line,
  name: 'Storage',
  price: '0.0004',
  quantity: 7440,
  units: 'GB',
  total: '2.98',
};
const base = {
  ...line,
  name: 'Pro',
  price: '10.00',
  quantity: 0.5,
  units: 'months',
  total: '5.00',
};
const discount = { ...line, name: 'Start', amount: '0.50' };

type Parts = Pick<InvoiceEvidence, 'invoice' | 'plans' | 'reports' | 'lines'>;
const parts: Parts = {
  invoice: {
    id: invoiceId.parse(`inv_${'1'.padEnd(24, '0')}`),
    installationId: installationId.parse(`icfg_${'1'.padEnd(24, '0')}`),
    integration: { slug: 'lagoon', name: 'Lagoon' },
    state: 'paid',
    externalId: 'A-1',
    invoiceDate: period.end,
    period,
    items: [item, base],
    discounts: [discount],
    total: '7.48',
    createdAt: '2030-04-01T00:10:00.000Z',
  },
  plans: [
    {
      resourceId: 'db_1',
      planId: 'pro',
      type: 'subscription',
      since: '2030-03-15T00:00:00.000Z',
      until: null,
      name: 'Pro',
      cost: '$10.00/month',
    },
  ],
  reports: [
    {
      id: '7',
      reportedAt: '2030-04-01T00:05:00.000Z',
      receivedAt: '2030-04-01T00:05:01.000Z',
      eod: period.end,
      period,
      charges: [
        ...[item, base].map(({ quantity, total, ...charge }) => ({
          ...charge,
          kind: 'item' as const,
          details: null,
          quantity: String(quantity),
          amount: total,
        })),
        {
          ...discount,
          kind: 'discount' as const,
          details: null,
          price: null,
          quantity: null,
          units: null,
        },
      ],
      usage: [],
    },
  ],
  lines: ['items[0]', 'items[1]', 'discounts[0]'].map((each, index) => ({
    line: each,
    plans: [0],
    report: 0,
    charge: index,
    usage: null,
  })),
};

/** A file as a host exports it: its digests fit. */
function exported({ invoice, plans, reports, lines }: Parts): InvoiceEvidence {
  return {
    format: 'kontor.invoice-evidence/1',
    exportedAt: period.end,
    invoice,
    plans,
    reports,
    lines,
    digests: { invoice: digestOf(invoice), plans: digestOf(plans), reports: reports.map(digestOf) },
  };
}

const verdictsOf = (changed: Partial<Parts>) => {
  const { verdict, lines, problems } = verifyEvidence(exported({ ...parts, ...changed }));
  return { verdict, lines: lines.map((each) => each.verdict), problems: problems.length };
};
const invoiceWith = (told: Partial<Parts['invoice']>) => ({
  invoice: { ...parts.invoice, ...told },
});

test('what is billed as it was reported, under a plan that held, is proven', () => {
  expect(verifyEvidence(exported(parts))).toMatchObject({
    verdict: 'proven',
    problems: [],
    lines: [{ verdict: 'proven' }, { verdict: 'proven' }, { verdict: 'proven' }],
  });
});

test.for<[string, Partial<Parts>, string[], number]>([
  [
    'a line that costs more than price × quantity',
    invoiceWith({ items: [{ ...item, total: '2.99' }, base], total: '7.49' }),
    ['wrong', 'proven', 'proven'],
    0,
  ],
  [
    'a quantity that was not reported',
    invoiceWith({ items: [{ ...item, quantity: 7450 }, base] }),
    ['wrong', 'proven', 'proven'],
    0,
  ],
  [
    'a price that was not reported',
    invoiceWith({ items: [item, { ...base, price: '10.01' }] }),
    ['proven', 'wrong', 'proven'],
    0,
  ],
  [
    'a smaller discount than was reported',
    invoiceWith({ discounts: [{ ...discount, amount: '0.40' }], total: '7.58' }),
    ['proven', 'proven', 'wrong'],
    0,
  ],
  [
    'a plan that held later',
    { plans: parts.plans.map((plan) => ({ ...plan, since: '2030-04-02T00:00:00.000Z' })) },
    ['wrong', 'wrong', 'wrong'],
    0,
  ],
  [
    'a plan of another resource',
    { plans: parts.plans.map((plan) => ({ ...plan, resourceId: 'db_2' })) },
    ['wrong', 'wrong', 'wrong'],
    0,
  ],
  [
    'a prepayment',
    { plans: parts.plans.map((plan) => ({ ...plan, type: 'prepayment' as const })) },
    ['wrong', 'wrong', 'wrong'],
    0,
  ],
  [
    'a total that is a cent too high',
    invoiceWith({ total: '7.49' }),
    ['proven', 'proven', 'proven'],
    1,
  ],
  [
    'a charge that is a cent more than the invoice and those that are collected with it',
    invoiceWith({
      collects: [{ id: parts.invoice.id, number: '2030-000001', due: '0.30' }],
      dueTogether: '7.79',
    }),
    ['proven', 'proven', 'proven'],
    1,
  ],
  [
    'a date after the period',
    invoiceWith({ invoiceDate: '2030-04-01T00:00:00.001Z' }),
    ['proven', 'proven', 'proven'],
    1,
  ],
])('%s is wrong, and the line is named', ([, changed, lines, problems]) => {
  expect(verdictsOf(changed)).toEqual({ verdict: 'wrong', lines, problems });
});

test('a tax is its part of the total, in full cents', () => {
  const problemsWith = (amount: string) => {
    const taxes = [{ name: 'VAT', rate: '19', amount }];
    return verifyEvidence(exported({ ...parts, invoice: { ...parts.invoice, taxes } })).problems;
  };

  expect(problemsWith('1.42')).toEqual([]);
  expect(problemsWith('1.43')).toEqual(['VAT of 19 % is $1.42, and the invoice says $1.43.']);
});

test('what nothing was reported of is unproven, and not wrong', () => {
  const nothing = parts.lines.map((each) => ({ ...each, report: null, charge: null }));

  expect(verdictsOf({ reports: [], lines: nothing })).toEqual({
    verdict: 'unproven',
    lines: ['unproven', 'unproven', 'unproven'],
    problems: 0,
  });
  const [first] = verifyEvidence(exported({ ...parts, reports: [], lines: nothing })).lines;
  expect(first?.because).toEqual([
    'Its provider reported nothing of this name for the period: its word is all there is.',
  ]);
});

/** Every place in a value that holds a text or a number, with what stands there instead. */
function mutants(value: unknown): ((seed: number) => unknown)[] {
  if (typeof value === 'string') return [(seed) => changedText(value, seed)];
  if (typeof value === 'number') return [(seed) => value + seed + 1];
  if (Array.isArray(value)) {
    return value.flatMap((each, at) =>
      mutants(each).map((mutate) => (seed: number) => value.with(at, mutate(seed))),
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    mutants(each).map((mutate) => (seed: number) => ({ ...value, [key]: mutate(seed) })),
  );
}

function changedText(text: string, seed: number): string {
  const digits = [...text.matchAll(/\d/g)].map(({ index }) => index);
  const at = digits[seed % Math.max(1, digits.length)];
  if (at === undefined) return `${text}x`;
  const digit = (Number(text[at]) + 1 + (seed % 9)) % 10;
  return text.slice(0, at) + digit + text.slice(at + 1);
}

test('whatever is changed in a file of evidence, it is proven no more', () => {
  const { invoice, plans, reports } = exported(parts);
  const all = mutants({ invoice, plans, reports });
  fc.assert(
    fc.property(fc.constantFrom(...all), fc.nat(1000), (mutate, seed) => {
      const mutant = { ...exported(parts), ...(mutate(seed) as object) } as InvoiceEvidence;
      expect(verifyEvidence(mutant).verdict).toBe('wrong');
    }),
    { numRuns: 500 },
  );
});

test('who changes an amount and makes the digests fit again is caught by the sums', () => {
  const { items, discounts, total } = parts.invoice;
  const money = mutants({
    amounts: [...items.map((each) => each.total), ...discounts.map((each) => each.amount), total],
  });
  fc.assert(
    fc.property(fc.constantFrom(...money), fc.nat(1000), (mutate, seed) => {
      const { amounts } = mutate(seed) as { amounts: string[] };
      const forged = exported({
        ...parts,
        ...invoiceWith({
          items: items.map((each, at) => ({ ...each, total: amounts[at] ?? '' })),
          discounts: discounts.map((each) => ({ ...each, amount: amounts[items.length] ?? '' })),
          total: amounts.at(-1) ?? '',
        }),
      });
      expect(verifyEvidence(forged).verdict).toBe('wrong');
    }),
  );
});

test('decimals are exact, however they are spelled', () => {
  expect(textOf(decimal('1e-7'))).toBe('0.0000001');
  expect(textOf(decimal('12e2'))).toBe('1200.00');
  expect(textOf(product(decimal('1.10'), decimal('1.1')))).toBe('1.21');
  expect(textOf(inCents(decimal('0.005')))).toBe('0.01');
  expect(textOf(inCents(decimal('0.0049')))).toBe('0.00');
  expect(textOf(inCents(decimal('-3')))).toBe('0.00');
  expect(isNear(decimal('0.30'), decimal('0.3099'))).toBe(true);
  expect(isNear(decimal('0.30'), decimal('0.31'))).toBe(false);
  expect(() => decimal('0x10')).toThrow(TypeError);
});

test('the order of keys and spaces of a file change nothing', () => {
  expect(digestOf({ b: 1, a: [{ d: null, c: 'é' }] })).toBe(
    digestOf({ a: [{ c: 'é', d: null }], b: 1 }),
  );
});
