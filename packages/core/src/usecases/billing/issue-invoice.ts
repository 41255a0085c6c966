import { creditsFor } from '../../domain/billing/due.ts';
import type { Invoice } from '../../domain/billing/invoice.ts';
import { numberText, numberYear } from '../../domain/billing/invoice-number.ts';
import { minus } from '../../domain/billing/money.ts';
import type { TeamTx } from '../team-tx.ts';

type IssueTx = Pick<TeamTx, 'invoices' | 'ledger'>;

/**
 * Makes an invoice ready for the team: it gets its number, and the team's credits are taken off. The
 * number is given in the transaction in which the invoice is sent, so one that is not sent after all
 * leaves no gap.
 */
export async function issueInvoice(tx: IssueTx, invoice: Invoice): Promise<Invoice> {
  if (invoice.isTest) return invoice;
  const [issued = invoice] = await issueTogether(tx, [invoice]);
  return issued;
}

/** The same for invoices that are collected together, in the order of their numbers. */
export async function issueTogether(
  { invoices, ledger }: IssueTx,
  together: readonly Invoice[],
): Promise<readonly Invoice[]> {
  const credits = minus('0', await ledger.lockBalance({ kind: 'credits', of: '' }));
  const credited = creditsFor(together, credits);
  const issued: Invoice[] = [];
  for (const [index, invoice] of together.entries()) {
    const year = numberYear(invoice.updatedAt);
    const number = invoice.number ?? numberText(year, await invoices.takeNumber(year));
    issued.push({ ...invoice, number, credited: credited[index] ?? '0.00' });
  }
  return issued;
}
