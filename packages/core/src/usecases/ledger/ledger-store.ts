import type { Account } from '../../domain/ledger/account.ts';
import type { LedgerEntry, LedgerSubject } from '../../domain/ledger/entry.ts';

/** The books of one team. What is posted stays as it is: a mistake is posted back. */
export type LedgerStore = {
  /** Posts an entry, one line for each account. Throws where it does not sum to nothing. */
  readonly post: (entry: LedgerEntry) => Promise<void>;
  /** What an account holds, this transaction's own entries included. */
  readonly balance: (account: Account) => Promise<string>;
  /** The same, and keeps others from asking until the transaction ends: for who means to spend it. */
  readonly lockBalance: (account: Account) => Promise<string>;
  /** What was posted about something, oldest first. */
  readonly entriesOf: (subject: LedgerSubject) => Promise<readonly LedgerEntry[]>;
};
