import { compareMoney, minus, sumOf } from '../billing/money.ts';
import { type Account, accountKey } from './account.ts';

/** What an entry is about. */
export type LedgerSubject = {
  readonly kind: 'invoice' | 'payment' | 'credit' | 'payout' | 'dispute';
  readonly id: string;
};

export type LedgerEntryKind =
  /** How it stood when the books were opened. */
  | 'invoice.opening'
  /** The team owes it from now on. */
  | 'invoice.sent'
  | 'invoice.paid'
  /** It is not owed any more, and was never paid. */
  | 'invoice.cancelled'
  | 'invoice.refunded'
  /** The team owes it, and is sent it together with the next one. */
  | 'invoice.carried'
  /** Too little to be charged, and nothing follows. */
  | 'invoice.waived'
  | 'credit.granted'
  | 'credit.withdrawn'
  | 'payout.paid'
  | 'dispute.opened'
  | 'dispute.won'
  | 'dispute.lost';

/** More than nothing is a debit, less a credit. */
export type LedgerLine = { readonly account: Account; readonly amount: string };

/** One thing that happened to money, on both sides: its lines sum to nothing. */
export type LedgerEntry = {
  readonly kind: LedgerEntryKind;
  readonly at: Date;
  readonly subject: LedgerSubject;
  readonly lines: readonly LedgerLine[];
};

/** What an entry that does not sum to nothing is: a bug of whoever made it, never a refusal. */
export class UnbalancedEntry extends Error {
  override readonly name = 'UnbalancedEntry';
}

/** The entry as it is kept: one line for each account, none of nothing. Throws where it does not balance. */
export function balanced(entry: LedgerEntry): LedgerEntry {
  const off = sumOf(entry.lines.map(({ amount }) => amount));
  if (compareMoney(off, '0') !== 0) {
    const { kind, subject } = entry;
    throw new UnbalancedEntry(
      `the entry ${kind} of ${subject.kind} ${subject.id} is off by ${off}`,
    );
  }
  return { ...entry, lines: joined(entry.lines) };
}

/** One line for each account, without those of nothing. */
export function joined(lines: readonly LedgerLine[]): readonly LedgerLine[] {
  const byAccount = Map.groupBy(lines, ({ account }) => accountKey(account));
  return [...byAccount.values()].flatMap((same) => {
    const amount = sumOf(same.map((line) => line.amount));
    const [first] = same;
    return first === undefined || compareMoney(amount, '0') === 0
      ? []
      : [{ account: first.account, amount }];
  });
}

/** The lines that lead from one standing to another. */
export function difference(
  from: readonly LedgerLine[],
  to: readonly LedgerLine[],
): readonly LedgerLine[] {
  const back = from.map(({ account, amount }) => ({ account, amount: minus('0', amount) }));
  return joined([...back, ...to]);
}
