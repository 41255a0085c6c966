import { minus } from '../billing/money.ts';
import type { Payment } from '../billing/payment.ts';
import { difference, joined, type LedgerEntry, type LedgerLine } from './entry.ts';

/** What a back end says of a dispute now. */
export type DisputeNews = {
  readonly state: NonNullable<Payment['dispute']>;
  /** What the bank holds back, or took, in dollars with cents. */
  readonly amount: string;
};

/**
 * What is posted when a charge is disputed, or a dispute ends: the difference to what was posted of it
 * before. Undefined where it is no news. What has ended stays as it ended.
 */
export function disputeEntry(
  { id, dispute, backEnd }: Pick<Payment, 'id' | 'dispute' | 'backEnd'>,
  news: DisputeNews,
  { posted, at }: { readonly posted: readonly LedgerEntry[]; readonly at: Date },
): LedgerEntry | undefined {
  if (dispute === news.state || (dispute !== null && dispute !== 'open')) return undefined;
  const before = joined(posted.flatMap(({ lines }) => lines));
  const lines = difference(before, standingOf(news, backEnd));
  const kind = news.state === 'open' ? 'dispute.opened' : (`dispute.${news.state}` as const);
  return { kind, at, subject: { kind: 'dispute', id }, lines };
}

/** The bank takes the money when it is disputed, and gives it back where the dispute is won. */
function standingOf({ state, amount }: DisputeNews, of: string): readonly LedgerLine[] {
  if (state === 'won') return [];
  const kind = state === 'open' ? 'disputed' : 'lost';
  return [
    { account: { kind, of }, amount },
    { account: { kind: 'cash', of }, amount: minus('0', amount) },
  ];
}
