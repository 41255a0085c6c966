import type { Balance, InstallationId } from '@kontor/protocol/vocabulary';

/** What is left of the prepayments of one team, as providers say. */
export type BalanceStore = {
  /** Keeps balances as they were at a time of the provider's clock, each unless a newer one is there. */
  readonly take: (
    installationId: InstallationId,
    balances: readonly Balance[],
    reportedAt: Date,
  ) => Promise<void>;
};
