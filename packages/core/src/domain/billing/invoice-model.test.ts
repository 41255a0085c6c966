import type { InstallationId, InvoiceId, TeamId } from '@kontor/protocol/vocabulary';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chargeFailed, chargesAtMost, overdue, paid, sent } from './charge.ts';
import type { Invoice } from './invoice.ts';
import { refunded, refundFailed, requestRefund } from './refund.ts';
import { submitted } from './submit.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const start = Date.UTC(2027, 0, 1);
const dayOf = (day: number) => new Date(start + day * DAY_MS);

/**
 * A second account of invoices, in other arithmetic: prices in whole ten-thousandths of a dollar, sums in
 * whole cents, days as numbers. It shares nothing with what it is held against.
 */
type Model = {
  readonly cents: bigint;
  readonly date: number;
  state: Invoice['state'];
  attempts: number;
  failedOn: number | undefined;
  /** Whether money was ever taken. */
  charged: boolean;
  back: bigint;
  asked: bigint | undefined;
};

type Line = { readonly price: number; readonly quantity: number };
type Step =
  | { readonly kind: 'advance'; readonly days: number }
  | { readonly kind: 'refund'; readonly cents: number }
  | { readonly kind: 'sent' | 'paid' | 'notpaid' | 'overdue' | 'refunded' | 'refund-failed' };

const line = fc.record({
  price: fc.integer({ min: 0, max: 300_000 }),
  quantity: fc.integer({ min: 1, max: 60 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('advance' as const), days: fc.integer({ min: 1, max: 16 }) }),
  fc.record({ kind: fc.constant('refund' as const), cents: fc.integer({ min: 0, max: 5_000 }) }),
  fc.record({
    kind: fc.constantFrom('sent', 'paid', 'notpaid', 'overdue', 'refunded', 'refund-failed'),
  }),
);
const life = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 5 }),
  /** In ten-thousandths of a dollar. */
  discount: fc.integer({ min: 0, max: 400_000 }),
  date: fc.integer({ min: 0, max: 5 }),
  steps: fc.array(step, { maxLength: 60 }),
});

test('whatever happens to an invoice, it comes to the cent to what an independent account says', () => {
  fc.assert(
    fc.property(life, ({ lines, discount, date, steps }) => {
      let day = 0;
      let invoice = submitted(submissionOf(lines, { discount, date }), dayOf(day));
      const model = modelOf(lines, { discount, date });
      expect(seen(invoice)).toEqual(expected(model));
      for (const each of steps) {
        if (each.kind === 'advance') {
          day += each.days;
          continue;
        }
        const outcome = taken(invoice, each, dayOf(day));
        const isTaken = takenBy(model, each, day);
        expect([each, outcome.ok]).toEqual([each, isTaken]);
        if (outcome.ok) invoice = outcome.value;
        expect(seen(invoice)).toEqual(expected(model));
      }
    }),
    { numRuns: 1_000 },
  );
});

function seen({ state, total, attempts, refundTotal, refunding }: Invoice) {
  return { state, total, attempts, refundTotal, asked: refunding?.total };
}

function expected({ state, cents, attempts, back, asked }: Model): ReturnType<typeof seen> {
  const shown = asked === undefined ? undefined : dollars(asked);
  return { state, total: dollars(cents), attempts, refundTotal: dollars(back), asked: shown };
}

function taken(invoice: Invoice, each: Exclude<Step, { kind: 'advance' }>, at: Date) {
  switch (each.kind) {
    case 'refund':
      return requestRefund(invoice, { total: dollars(BigInt(each.cents)), reason: 'test' }, at);
    case 'sent':
      // the host sends what is due and nothing else
      return invoice.state === 'scheduled' && invoice.invoiceDate > at
        ? { ok: false as const }
        : sent(invoice, at);
    case 'paid':
      return paid(invoice, at);
    case 'notpaid':
      return chargeFailed(invoice, at);
    case 'overdue':
      return overdue(invoice, at);
    case 'refunded':
      return refunded(invoice, at);
    case 'refund-failed':
      return refundFailed(invoice, at);
  }
}

/** Whether the account takes the step; it has then taken it. */
function takenBy(model: Model, each: Exclude<Step, { kind: 'advance' }>, day: number): boolean {
  const { state } = model;
  const owes = state === 'invoiced' || state === 'notpaid';
  switch (each.kind) {
    case 'sent':
      if (state !== 'scheduled' || model.date > day) return false;
      model.state = 'invoiced';
      return true;
    case 'paid':
      if (!owes && state !== 'overdue') return false;
      model.state = 'paid';
      model.charged = true;
      return true;
    case 'notpaid':
      if (!owes || model.attempts === chargesAtMost) return false;
      model.state = 'notpaid';
      model.attempts += 1;
      model.failedOn ??= day;
      return true;
    case 'overdue':
      if (state !== 'notpaid' || day - (model.failedOn ?? day) < 15) return false;
      model.state = 'overdue';
      return true;
    case 'refund':
      return refundBy(model, BigInt(each.cents));
    case 'refunded':
      if (state !== 'refund_requested') return false;
      model.back += model.asked ?? 0n;
      model.asked = undefined;
      model.state = 'refunded';
      return true;
    case 'refund-failed':
      if (state !== 'refund_requested') return false;
      model.asked = undefined;
      model.state = model.back > 0n ? 'refunded' : 'paid';
      return true;
  }
}

function refundBy(model: Model, cents: bigint): boolean {
  if (model.state === 'refund_requested') return false;
  if (cents === 0n || cents > model.cents - model.back) return false;
  if (model.charged) {
    model.asked = cents;
    model.state = 'refund_requested';
  } else {
    model.back = model.cents;
    model.state = 'refunded';
  }
  return true;
}

type Given = { readonly discount: number; readonly date: number };

function modelOf(lines: readonly Line[], { discount, date }: Given): Model {
  const items = lines.reduce((sum, each) => sum + BigInt(each.price) * BigInt(each.quantity), 0n);
  const left = items - BigInt(discount);
  const cents = left <= 0n ? 0n : (left + 50n) / 100n;
  const isWaived = cents === 0n;
  return {
    cents,
    date,
    state: isWaived ? 'paid' : date > 0 ? 'scheduled' : 'invoiced',
    attempts: 0,
    failedOn: undefined,
    charged: false,
    back: 0n,
    asked: undefined,
  };
}

function submissionOf(lines: readonly Line[], { discount, date }: Given) {
  const plan = { billingPlanId: 'pro', resourceId: 'db_1', name: 'Storage' };
  return {
    id: 'inv_1' as InvoiceId,
    teamId: 'team_1' as TeamId,
    installationId: 'icfg_1' as InstallationId,
    externalId: null,
    invoiceDate: dayOf(date),
    period: { start: dayOf(-30), end: dayOf(30) },
    items: lines.map(({ price, quantity }) => ({
      ...{ ...plan, quantity, units: 'GB' },
      price: fine(price),
      total: fine(price * quantity),
    })),
    discounts: discount === 0 ? [] : [{ ...plan, amount: fine(discount) }],
    memo: null,
    isFinal: false,
    test: null,
    terms: { commissionRate: '0', taxRates: [] },
  };
}

/** Ten-thousandths of a dollar as the wire writes them. */
function fine(parts: number): string {
  const text = String(parts).padStart(5, '0');
  return `${text.slice(0, -4)}.${text.slice(-4)}`;
}

function dollars(cents: bigint): string {
  const text = String(cents).padStart(3, '0');
  return `${text.slice(0, -2)}.${text.slice(-2)}`;
}
