import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { Invoice, KeptInvoiceState } from './invoice.ts';

/** Most charges of one invoice. @see spec/partner-api.md §12.6 */
export const chargesAtMost = 9;

/** How long after the first failed charge an invoice is overdue. @see spec/partner-api.md §12.6 */
export const overdueAfterMs = 15 * 24 * 60 * 60 * 1000;

/** Its date has come: the team is sent it. */
export function sent(invoice: Invoice, at: Date): Result<Invoice, Refusal> {
  if (invoice.state !== 'scheduled') return wrongState(invoice, 'sent', ['scheduled']);
  return ok({ ...invoice, state: 'invoiced', updatedAt: at });
}

/** The money is here. An overdue invoice can be paid too. */
export function paid(invoice: Invoice, at: Date, paidWith = 'manual'): Result<Invoice, Refusal> {
  const from = ['invoiced', 'notpaid', 'overdue'] as const;
  if (!isIn(invoice, from)) return wrongState(invoice, 'paid', from);
  return ok({ ...invoice, state: 'paid', paidAt: at, paidWith, updatedAt: at });
}

/** A charge has failed; another may follow, nine in all. */
export function chargeFailed(invoice: Invoice, at: Date): Result<Invoice, Refusal> {
  const from = ['invoiced', 'notpaid'] as const;
  if (!isIn(invoice, from)) return wrongState(invoice, 'marked as not paid', from);
  if (invoice.attempts >= chargesAtMost) {
    return refuse(
      'invoice_state',
      `The invoice ${invoice.id} was charged ${invoice.attempts} times, which is the most. It can still be paid.`,
      { invoiceId: invoice.id, attempts: invoice.attempts },
    );
  }
  const { attempts, firstFailedAt } = invoice;
  return ok({
    ...invoice,
    state: 'notpaid',
    attempts: attempts + 1,
    firstFailedAt: firstFailedAt ?? at,
    updatedAt: at,
  });
}

/** Charging has gone on for long enough. */
export function overdue(invoice: Invoice, at: Date): Result<Invoice, Refusal> {
  const { state, firstFailedAt } = invoice;
  const isDue = firstFailedAt !== null && at.getTime() - firstFailedAt.getTime() >= overdueAfterMs;
  if (state !== 'notpaid' || !isDue) return wrongState(invoice, 'overdue', ['notpaid']);
  return ok({ ...invoice, state: 'overdue', updatedAt: at });
}

function isIn(invoice: Invoice, states: readonly KeptInvoiceState[]): boolean {
  return states.includes(invoice.state);
}

export function wrongState(
  { id, state }: Pick<Invoice, 'id' | 'state'>,
  what: string,
  from: readonly KeptInvoiceState[],
) {
  return refuse(
    'invoice_state',
    `The invoice ${id} is ${state}, and only one that is ${from.join(' or ')} can be ${what}.`,
    { invoiceId: id, state },
  );
}
