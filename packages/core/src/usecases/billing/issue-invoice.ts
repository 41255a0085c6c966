import { creditFor, grossOf } from '../../domain/billing/due.ts';
import type { Invoice } from '../../domain/billing/invoice.ts';
import { numberText, numberYear } from '../../domain/billing/invoice-number.ts';
import { minus } from '../../domain/billing/money.ts';
import type { TeamTx } from '../team-tx.ts';

/**
 * Makes an invoice ready for the team: it gets its number, and the team's credits are taken off. The
 * number is given in the transaction in which the invoice is sent, so one that is not sent after all
 * leaves no gap.
 */
export async function issueInvoice(
  { invoices, ledger }: Pick<TeamTx, 'invoices' | 'ledger'>,
  invoice: Invoice,
): Promise<Invoice> {
  if (invoice.isTest || invoice.number !== null) return invoice;
  const credits = minus('0', await ledger.lockBalance({ kind: 'credits', of: '' }));
  const year = numberYear(invoice.updatedAt);
  const number = numberText(year, await invoices.takeNumber(year));
  return { ...invoice, number, credited: creditFor(grossOf(invoice), credits) };
}
