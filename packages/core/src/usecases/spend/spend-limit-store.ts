import type { Period } from '../../domain/billing/period.ts';
import type { Spending, SpendLimit, StandingLimit } from '../../domain/spend/spend-limit.ts';

/** One limit of a team. */
export type LimitName = Pick<SpendLimit, 'kind' | 'subjectId'>;

/** What a team wants to spend at most, and what it spends. */
export type SpendLimitStore = {
  /** All of them, the team's own first. */
  readonly list: () => Promise<readonly StandingLimit[]>;
  /**
   * Those that stop what is bought. Whoever else wants to buy under one waits until the transaction
   * ends, so that what is read afterwards is all that was bought before.
   */
  readonly lockHard: () => Promise<readonly StandingLimit[]>;
  /** Whether the team has what a limit would be about. */
  readonly hasSubject: (limit: LimitName) => Promise<boolean>;
  /** Keeps it in place of the former one. */
  readonly save: (limit: SpendLimit, at: Date) => Promise<void>;
  /** Says whether there was one. */
  readonly remove: (limit: LimitName) => Promise<boolean>;
  /** What everything of the team came to in a month. */
  readonly spendings: (month: Period) => Promise<readonly Spending[]>;
  /** Says whether it is the first time that this is noted. */
  readonly noteWarning: (
    limit: LimitName,
    warning: { readonly month: Date; readonly share: number; readonly at: Date },
  ) => Promise<boolean>;
};
