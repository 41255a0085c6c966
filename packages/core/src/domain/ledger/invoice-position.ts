import { dueOf, paidBack } from '../billing/due.ts';
import type { Invoice } from '../billing/invoice.ts';
import { compareMoney, minus, shareOf } from '../billing/money.ts';
import type { TaxLine } from '../billing/terms.ts';
import {
  difference,
  joined,
  type LedgerEntry,
  type LedgerEntryKind,
  type LedgerLine,
} from './entry.ts';

/** On whose accounts an invoice is posted. */
export type InvoiceSides = {
  /** The provider that is due it. */
  readonly integrationId: string;
};

/**
 * How an invoice stands in the books: what each account holds because of it. Everything that is
 * posted of an invoice is the difference of two such standings, so that its entries always add up to
 * how it stands now, whatever way it took.
 *
 * What is billed is deferred until the team pays it: a provider is due what came in, less the
 * operator's share. Of a refund both bear their part.
 */
export function positionOf(
  invoice: Invoice,
  { integrationId }: InvoiceSides,
): readonly LedgerLine[] {
  const { state, isTest, paidAt } = invoice;
  if (isTest || state === 'scheduled') return [];
  if (paidAt !== null) return standingOfPaid(invoice, { integrationId });
  if (state === 'refunded') return [];
  return joined([
    { account: { kind: 'receivable', of: invoice.installationId }, amount: dueOf(invoice) },
    { account: { kind: 'credits', of: '' }, amount: invoice.credited },
    { account: { kind: 'deferred', of: integrationId }, amount: negative(invoice.total) },
    ...taxLines(invoice.taxes),
  ]);
}

function standingOfPaid(invoice: Invoice, { integrationId }: InvoiceSides): readonly LedgerLine[] {
  const { total, refundTotal, commission, credited } = invoice;
  const back = paidBack(invoice, refundTotal);
  const kept = minus(total, refundTotal);
  const share = minus(commission, shareOf(commission, refundTotal, total));
  const money = minus(dueOf(invoice), back.money);
  return joined([
    invoice.isWaived
      ? { account: { kind: 'waived', of: integrationId }, amount: money }
      : { account: { kind: 'cash', of: invoice.paidWith ?? 'manual' }, amount: money },
    { account: { kind: 'credits', of: '' }, amount: minus(credited, back.credits) },
    { account: { kind: 'payable', of: integrationId }, amount: minus(share, kept) },
    { account: { kind: 'commission', of: integrationId }, amount: negative(share) },
    ...taxLines(
      invoice.taxes.map((tax, index) => ({
        ...tax,
        amount: minus(tax.amount, back.taxes[index] ?? '0'),
      })),
    ),
  ]);
}

function taxLines(taxes: readonly TaxLine[]): readonly LedgerLine[] {
  return taxes.map(({ name, amount }) => ({
    account: { kind: 'tax', of: name },
    amount: negative(amount),
  }));
}

function negative(amount: string): string {
  return minus('0', amount);
}

/** What is posted when an invoice changes; none where no money does. */
export function entryOf(
  before: Invoice | undefined,
  after: Invoice,
  { at, ...parties }: InvoiceSides & { readonly at: Date },
): LedgerEntry | undefined {
  const former = before === undefined ? [] : positionOf(before, parties);
  const lines = difference(former, positionOf(after, parties));
  if (lines.length === 0) return undefined;
  const subject = { kind: 'invoice', id: after.id } as const;
  return { kind: kindOf(before, after), at, subject, lines };
}

function kindOf(before: Invoice | undefined, after: Invoice): LedgerEntryKind {
  if (compareMoney(after.refundTotal, before?.refundTotal ?? '0') > 0) {
    return after.paidAt === null ? 'invoice.cancelled' : 'invoice.refunded';
  }
  if (after.state === 'pending') return 'invoice.carried';
  if (after.paidAt === null) return 'invoice.sent';
  return after.isWaived ? 'invoice.waived' : 'invoice.paid';
}
