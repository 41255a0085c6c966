import type { InstallationId, InvoiceId, TeamId } from '@kontor/protocol/vocabulary';
import { describe, expect, test } from 'vitest';
import { chargeFailed, chargesAtMost, overdue, overdueAfterMs, paid, sent } from './charge.ts';
import { type Invoice, isOpen, isUnsettled, isVoid, type KeptInvoiceState } from './invoice.ts';
import { refunded, refundFailed, requestRefund } from './refund.ts';
import { submitted } from './submit.ts';

const at = new Date('2026-01-31T00:00:00Z');
const line = { billingPlanId: 'pro', name: 'Seats', price: '5', quantity: 2, units: 'seats' };
const told = {
  id: 'inv_1' as InvoiceId,
  teamId: 'team_1' as TeamId,
  installationId: 'icfg_1' as InstallationId,
  externalId: null,
  invoiceDate: at,
  period: { start: new Date('2026-01-01T00:00:00Z'), end: at },
  items: [{ ...line, total: '10' }],
  discounts: [],
  memo: null,
  isFinal: false,
  test: null,
  terms: { commissionRate: '0', taxRates: [] },
};
const invoice = submitted(told, at);
const later = new Date(at.getTime() + 1);
const as = (state: KeptInvoiceState, more: Partial<Invoice> = {}): Invoice => ({
  ...invoice,
  state,
  paidAt: ['paid', 'refund_requested', 'refunded'].includes(state) ? at : null,
  firstFailedAt: at,
  refunding: state === 'refund_requested' ? { total: '4.00', reason: 'x' } : null,
  ...more,
});
const all: readonly KeptInvoiceState[] = [
  'pending',
  'scheduled',
  'invoiced',
  'paid',
  'notpaid',
  'overdue',
  'refund_requested',
  'refunded',
];

describe('an invoice that is submitted', () => {
  test.each([
    ['is sent on its date', {}, { state: 'invoiced', total: '10.00' }],
    ['waits for its date', { invoiceDate: later }, { state: 'scheduled' }],
    ['costs less with discounts', { discounts: [{ ...line, amount: '0.125' }] }, { total: '9.88' }],
    [
      'is taken whatever it costs',
      { items: [{ ...line, total: '0.01' }] },
      { state: 'invoiced', isWaived: false },
    ],
    [
      'counts as paid when it is free',
      { items: [] },
      { state: 'paid', total: '0.00', isWaived: true, paidAt: at },
    ],
  ])('%s', (_case, more, expected) => {
    expect(submitted({ ...told, ...more }, at)).toMatchObject(expected);
  });

  test.each([
    [{ result: 'paid' as const }, { state: 'paid', paidAt: at, attempts: 0 }],
    [{ result: 'notpaid' as const }, { state: 'notpaid', attempts: 1, paidAt: null }],
    [{ result: 'overdue' as const }, { state: 'overdue', attempts: 1 }],
    [{}, { state: 'invoiced' }],
  ])('ends as its test says: %j', (test, expected) => {
    const free = { items: [], invoiceDate: later };
    expect(submitted({ ...told, ...free, test }, at)).toMatchObject({
      ...expected,
      isTest: true,
      isWaived: false,
    });
  });
});

/** Every step, with the states that it leads from and where to. */
describe('a step', () => {
  const refund = (total: string) => (each: Invoice) =>
    requestRefund(each, { total, reason: 'y' }, later);
  const afterLong = (each: Invoice) => overdue(each, new Date(at.getTime() + overdueAfterMs));
  test.each<
    [
      string,
      (each: Invoice, at: Date) => ReturnType<typeof paid>,
      Partial<Record<KeptInvoiceState, KeptInvoiceState>>,
    ]
  >([
    ['sent', sent, { scheduled: 'invoiced' }],
    ['paid', paid, { invoiced: 'paid', notpaid: 'paid', overdue: 'paid' }],
    ['charge failed', chargeFailed, { invoiced: 'notpaid', notpaid: 'notpaid' }],
    ['overdue', afterLong, { notpaid: 'overdue' }],
    ['refunded', refunded, { refund_requested: 'refunded' }],
    ['refund failed', refundFailed, { refund_requested: 'paid' }],
    [
      'refund',
      refund('10'),
      {
        pending: 'refunded',
        scheduled: 'refunded',
        invoiced: 'refunded',
        notpaid: 'refunded',
        overdue: 'refunded',
        paid: 'refund_requested',
        refunded: 'refund_requested',
      },
    ],
  ])('%s leads on from where it should, and from nowhere else', (_name, step, leads) => {
    const reached = Object.fromEntries(
      all.flatMap((state) => {
        const outcome = step(as(state), later);
        return outcome.ok ? [[state, outcome.value.state]] : [];
      }),
    );
    expect(reached).toEqual(leads);
  });
});

test('an invoice is charged nine times at most, and can be paid after that', () => {
  const tired = as('notpaid', { attempts: chargesAtMost });

  expect(chargeFailed(as('notpaid', { attempts: 8 }), at)).toMatchObject({ ok: true });
  expect(chargeFailed(tired, at)).toMatchObject({ error: { code: 'invoice_state' } });
  expect(paid(tired, at)).toMatchObject({ ok: true });
});

test('an invoice is overdue fifteen days after the first failed charge, and not before', () => {
  const due = at.getTime() + 15 * 24 * 60 * 60 * 1000;
  const failed = as('notpaid', { firstFailedAt: at });

  expect(overdue(failed, new Date(due - 1)).ok).toBe(false);
  expect(overdue(failed, new Date(due)).ok).toBe(true);
});

describe('a refund', () => {
  const ask = (total: string, of: Invoice = as('paid')) =>
    requestRefund(of, { total, reason: 'a mistake' }, later);

  test('of a part leaves the rest to be refunded later', () => {
    const asked = ask('4.00');
    const back = asked.ok ? refunded(asked.value, later) : asked;
    if (!back.ok) throw new Error(back.error.message);

    expect(back.value).toMatchObject({
      state: 'refunded',
      refundTotal: '4.00',
      refundReason: 'a mistake',
      refundedAt: later,
    });
    expect(isVoid(back.value)).toBe(false);
    expect(ask('6.01', back.value)).toMatchObject({ error: { code: 'invalid_refund' } });
    expect(ask('6', back.value)).toMatchObject({ ok: true });
  });

  test.each(['10.01', '0', '0.004'])('of %s is refused', (total) => {
    expect(ask(total)).toMatchObject({ error: { code: 'invalid_refund' } });
  });

  test('waits while another one is under way', () => {
    expect(ask('1', as('refund_requested'))).toMatchObject({ error: { code: 'refund_running' } });
  });

  test('of what was not charged cancels all of it', () => {
    const cancelled = ask('4.00', as('notpaid'));

    expect(cancelled).toMatchObject({ value: { state: 'refunded', refundTotal: '10.00' } });
    expect(cancelled.ok && isVoid(cancelled.value)).toBe(true);
  });

  test('that fails leaves what was refunded before', () => {
    const partly = as('refund_requested', { refundedAt: at, refundTotal: '1.00' });

    expect(refundFailed(partly, later)).toMatchObject({
      value: { state: 'refunded', refundTotal: '1.00', refunding: null },
    });
  });
});

test('money is owed or on its way back in every state but two', () => {
  expect(all.filter((state) => isOpen({ state }))).toEqual([
    'pending',
    'scheduled',
    'invoiced',
    'notpaid',
    'overdue',
    'refund_requested',
  ]);
});

test('what is open keeps its installation from ending, unless it waits for a next invoice', () => {
  const open = all.filter((state) => isOpen({ state }));

  expect(open.filter((state) => !isUnsettled({ state }))).toEqual(['pending']);
});
