import type { InstallationId, InvoiceId, TeamId } from '@kontor/protocol/vocabulary';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chargeFailed, overdue, overdueAfterMs, paid, sent } from '../billing/charge.ts';
import { creditFor, grossOf } from '../billing/due.ts';
import type { Invoice } from '../billing/invoice.ts';
import { refunded, refundFailed, requestRefund } from '../billing/refund.ts';
import { submitted } from '../billing/submit.ts';
import { accountKey } from './account.ts';
import { balanced, joined, type LedgerEntry, UnbalancedEntry } from './entry.ts';
import { entryOf, positionOf } from './invoice-position.ts';

const at = new Date('2026-01-31T00:00:00Z');
const later = new Date(at.getTime() + overdueAfterMs);
const parties = { integrationId: 'oac_1' };

/** A step of an invoice's life, in words that a run of them is made of. */
const steps = {
  sent: (invoice: Invoice) => sent(invoice, later),
  paid: (invoice: Invoice) => paid(invoice, later, 'test'),
  failed: (invoice: Invoice) => chargeFailed(invoice, at),
  overdue: (invoice: Invoice) => overdue(invoice, later),
  refunded: (invoice: Invoice) => refunded(invoice, later),
  'refund failed': (invoice: Invoice) => refundFailed(invoice, later),
  'refund 0.01': (invoice: Invoice) => requestRefund(invoice, { total: '0.01', reason: '' }, later),
  'refund all': (invoice: Invoice) =>
    requestRefund(invoice, { total: invoice.total, reason: '' }, later),
} as const;
type Step = keyof typeof steps;

/** The entries of an invoice that takes these steps, and how it stands then. */
function live(taken: Invoice, walk: readonly Step[]) {
  const entries: LedgerEntry[] = [];
  const first = entryOf(undefined, taken, { ...parties, at });
  if (first !== undefined) entries.push(first);
  let invoice = taken;
  for (const step of walk) {
    const next = steps[step](invoice);
    if (!next.ok) continue;
    const entry = entryOf(invoice, next.value, { ...parties, at });
    if (entry !== undefined) entries.push(entry);
    invoice = next.value;
  }
  return { entries, invoice };
}

/** What is taken under these is checked against whole numbers below. */
type Terms = { readonly commission: number; readonly tax: number; readonly credited: number };
const plain: Terms = { commission: 0, tax: 0, credited: 0 };

const invoiceOf = (cents: number, isScheduled = false, terms: Terms = plain): Invoice => {
  const total = (cents / 100).toFixed(2);
  const line = { billingPlanId: 'pro', name: 'Seats', price: total, quantity: 1, units: 'seats' };
  const taken = submitted(
    {
      id: 'inv_1' as InvoiceId,
      teamId: 'team_1' as TeamId,
      installationId: 'icfg_1' as InstallationId,
      externalId: null,
      invoiceDate: isScheduled ? later : at,
      period: { start: at, end: later },
      items: [{ ...line, total }],
      discounts: [],
      memo: null,
      isFinal: false,
      test: null,
      terms: {
        commissionRate: String(terms.commission),
        taxRates: [{ name: 'VAT', rate: String(terms.tax) }],
      },
    },
    at,
  );
  const gross = (Number(grossOf(taken)) * terms.credited) / 100;
  return { ...taken, credited: creditFor(grossOf(taken), gross.toFixed(2)) };
};

/** What accounts hold in cents, added up in whole numbers. */
function centsOf(entries: readonly LedgerEntry[]): Record<string, bigint> {
  const held: Record<string, bigint> = {};
  for (const { account, amount } of entries.flatMap(({ lines }) => lines)) {
    const key = accountKey(account);
    const [whole = '0', parts = ''] = amount.replace('-', '').split('.');
    const cents = BigInt(whole) * 100n + BigInt(parts.padEnd(2, '0'));
    held[key] = (held[key] ?? 0n) + (amount.startsWith('-') ? -cents : cents);
  }
  return Object.fromEntries(Object.entries(held).filter(([, cents]) => cents !== 0n));
}

const ofWalks = fc.array(fc.constantFrom(...(Object.keys(steps) as Step[])), { maxLength: 25 });
const ofTerms = fc.record({
  commission: fc.integer({ min: 0, max: 100 }),
  tax: fc.integer({ min: 0, max: 30 }),
  credited: fc.integer({ min: 0, max: 120 }),
});
const ofCents = fc.integer({ min: 0, max: 2_000_000 });

describe('whatever becomes of an invoice', () => {
  test('each entry sums to nothing, and so do the books', () => {
    fc.assert(
      fc.property(ofCents, ofTerms, fc.boolean(), ofWalks, (cents, terms, isScheduled, walk) => {
        const { entries } = live(invoiceOf(cents, isScheduled, terms), walk);
        for (const entry of entries) {
          expect(balanced(entry)).toEqual(entry);
          const sum = Object.values(centsOf([entry])).reduce((all, each) => all + each, 0n);
          expect(sum).toBe(0n);
        }
      }),
    );
  });

  test('its entries add up to how it stands', () => {
    fc.assert(
      fc.property(ofCents, ofTerms, ofWalks, (cents, terms, walk) => {
        const { entries, invoice } = live(invoiceOf(cents, false, terms), walk);
        const posted = joined(entries.flatMap(({ lines }) => lines));
        expect(byKey(posted)).toEqual(byKey(positionOf(invoice, parties)));
      }),
    );
  });

  test('what came in and did not go back is all owed on, by the cent', () => {
    fc.assert(
      fc.property(ofCents, ofTerms, ofWalks, (cents, terms, walk) => {
        const { entries, invoice } = live(invoiceOf(cents, false, terms), walk);
        fc.pre(invoice.paidAt !== null && !invoice.isWaived);
        const held = centsOf(entries);
        const total = BigInt(cents);
        const back = BigInt(invoice.refundTotal.replace('.', ''));
        const commission = part(total, BigInt(terms.commission), 100n);
        const tax = part(total, BigInt(terms.tax), 100n);
        const share = commission - part(commission, back, total);
        const taxLeft = tax - part(tax, back, total);

        expect(-(held['payable oac_1'] ?? 0n)).toBe(total - back - share);
        expect(-(held['commission oac_1'] ?? 0n)).toBe(share);
        expect(-(held['tax VAT'] ?? 0n)).toBe(taxLeft);
        expect((held['cash test'] ?? 0n) + (held['credits '] ?? 0n)).toBe(total - back + taxLeft);
        expect(held['receivable icfg_1'] ?? 0n).toBe(0n);
      }),
    );
  });

  test('credits are never more than what is owed, and leave nothing that is too little to charge', () => {
    fc.assert(
      fc.property(ofCents, fc.integer({ min: 0, max: 3_000_000 }), (owed, credits) => {
        const used = Math.round(Number(creditFor(text(owed), text(credits))) * 100);
        const left = owed - used;
        expect(used <= credits && used <= owed && used >= 0).toBe(true);
        expect(left === 0 || left >= 50 || used === 0).toBe(true);
        expect(credits < owed || left === 0).toBe(true);
      }),
    );
  });
});

const text = (cents: number) => (cents / 100).toFixed(2);

/** A part of whole cents, half a cent rounded up, in whole numbers. */
function part(cents: bigint, share: bigint, whole: bigint): bigint {
  return whole === 0n ? 0n : (2n * cents * share + whole) / (2n * whole);
}

test.each<[string, readonly Step[], readonly (readonly [string, Record<string, bigint>])[]]>([
  [
    'that is paid and refunded in part',
    ['paid', 'refund 0.01', 'refunded'],
    [
      ['invoice.sent', { 'receivable icfg_1': 1000n, 'deferred oac_1': -1000n }],
      [
        'invoice.paid',
        {
          'receivable icfg_1': -1000n,
          'deferred oac_1': 1000n,
          'cash test': 1000n,
          'payable oac_1': -1000n,
        },
      ],
      ['invoice.refunded', { 'cash test': -1n, 'payable oac_1': 1n }],
    ],
  ],
  [
    'that is cancelled',
    ['failed', 'refund all'],
    [
      ['invoice.sent', { 'receivable icfg_1': 1000n, 'deferred oac_1': -1000n }],
      ['invoice.cancelled', { 'receivable icfg_1': -1000n, 'deferred oac_1': 1000n }],
    ],
  ],
])('the entries of an invoice %s', (_case, walk, expected) => {
  const { entries } = live(invoiceOf(1000), walk);

  expect(entries.map((entry) => [entry.kind, centsOf([entry])])).toEqual(expected);
});

test('an invoice that waits for its date is in no books, and a test never is', () => {
  expect(live(invoiceOf(1000, true), ['refund all']).entries).toEqual([]);
  expect(live({ ...invoiceOf(1000), isTest: true }, ['paid']).entries).toEqual([]);
});

test('an entry that is off is thrown out', () => {
  const [entry] = live(invoiceOf(1000), []).entries;
  if (entry === undefined) throw new Error('it is sent');
  const lines = [...entry.lines, { account: { kind: 'credits', of: '' } as const, amount: '0.01' }];

  expect(() => balanced({ ...entry, lines })).toThrow(UnbalancedEntry);
});

function byKey(lines: LedgerEntry['lines']) {
  return new Map(
    lines.map(({ account, amount }) => [accountKey(account), Number(amount)] as const).sort(),
  );
}
