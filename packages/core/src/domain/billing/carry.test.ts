import type { InstallationId, InvoiceId, TeamId } from '@kontor/protocol/vocabulary';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areEnough, carried, collected, waived } from './carry.ts';
import { creditsFor, dueOf, dueOfAll, grossOf } from './due.ts';
import type { Invoice } from './invoice.ts';
import { submitted } from './submit.ts';

const at = new Date('2026-02-01T00:00:00Z');
const line = { billingPlanId: 'pro', name: 'Seats', price: '1', quantity: 1, units: 'seats' };
const invoiceOf = (cents: number, rate = '0'): Invoice =>
  submitted(
    {
      id: 'inv_1' as InvoiceId,
      teamId: 'team_1' as TeamId,
      installationId: 'icfg_1' as InstallationId,
      externalId: null,
      invoiceDate: at,
      period: { start: new Date('2026-01-01T00:00:00Z'), end: at },
      items: [{ ...line, total: text(cents) }],
      discounts: [],
      memo: null,
      isFinal: false,
      test: null,
      terms: { commissionRate: '0', taxRates: [{ name: 'VAT', rate }] },
    },
    at,
  );

describe('invoices together', () => {
  test.each<[readonly number[], boolean]>([
    [[49], false],
    [[50], true],
    [[25, 24], false],
    [[25, 25], true],
    [[1, 1000], true],
  ])('of %j cents are enough: %s', (cents, isEnough) => {
    expect(areEnough(cents.map((each) => invoiceOf(each)))).toBe(isEnough);
  });

  test('are enough by what is billed, whatever the taxes on it are', () => {
    expect(areEnough([invoiceOf(45, '30')])).toBe(false);
  });
});

test('what was sent and is carried again keeps its number, and is neither failed nor credited', () => {
  const failed: Invoice = {
    ...collected(invoiceOf(30), { id: 'inv_2' as InvoiceId }, at),
    state: 'notpaid',
    number: '2026-000007',
    attempts: 3,
    firstFailedAt: at,
    credited: '0.10',
  };

  expect(carried(failed, at)).toMatchObject({
    state: 'pending',
    collectedWith: null,
    number: '2026-000007',
    attempts: 0,
    firstFailedAt: null,
    credited: '0.00',
  });
});

test('what is waived counts as paid without a tax', () => {
  const { state, isWaived, paidAt, ...rest } = waived(carried(invoiceOf(30, '19'), at), at);

  expect({ state, isWaived, paidAt }).toEqual({ state: 'paid', isWaived: true, paidAt: at });
  expect(grossOf(rest)).toBe('0.30');
});

test('credits fill the first one first, never leave too little to charge, and come to the cent', () => {
  const ofCents = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(ofCents, fc.integer({ min: 0, max: 2_000 }), (cents, credits) => {
      const invoices = cents.map((each) => invoiceOf(each));
      fc.pre(areEnough(invoices));
      const parts = creditsFor(invoices, text(credits));
      const paid = invoices.map((each, index) => ({ ...each, credited: parts[index] ?? 'none' }));
      const due = centsOf(dueOfAll(paid));
      const used = parts.reduce((sum, part) => sum + centsOf(part), 0);
      const owed = cents.reduce((sum, each) => sum + each, 0);

      expect(due).toBe(owed - used);
      expect(due === 0 || due >= 50).toBe(true);
      expect(used <= credits).toBe(true);
      const open = paid.findIndex((each) => dueOf(each) !== '0.00');
      expect(parts.slice(open + 1).every((part) => open < 0 || centsOf(part) === 0)).toBe(true);
    }),
  );
});

const text = (cents: number) => (cents / 100).toFixed(2);
const centsOf = (amount: string) => Math.round(Number(amount) * 100);
