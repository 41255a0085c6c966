import type { Invoice } from '../billing/invoice.ts';
import { compareMoney, minus } from '../billing/money.ts';
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
 * What is billed is deferred until the team pays it: a provider is due what came in.
 */
export function positionOf(
  invoice: Invoice,
  { integrationId }: InvoiceSides,
): readonly LedgerLine[] {
  const { state, total, refundTotal, isTest, isWaived, paidAt, installationId } = invoice;
  if (isTest || state === 'scheduled') return [];
  const kept = minus(total, refundTotal);
  if (paidAt === null) {
    return joined([
      { account: { kind: 'receivable', of: installationId }, amount: kept },
      { account: { kind: 'deferred', of: integrationId }, amount: minus('0', kept) },
    ]);
  }
  return joined([
    isWaived
      ? { account: { kind: 'waived', of: integrationId }, amount: kept }
      : { account: { kind: 'cash', of: invoice.paidWith ?? 'manual' }, amount: kept },
    { account: { kind: 'payable', of: integrationId }, amount: minus('0', kept) },
  ]);
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
  if (after.paidAt === null) return 'invoice.sent';
  return after.isWaived ? 'invoice.waived' : 'invoice.paid';
}
