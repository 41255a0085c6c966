import type { Balance, InstallationId, InvoiceId, TeamId } from '@kontor/protocol/vocabulary';
import { flawsOfTimestamp } from '../../domain/billing/report-dates.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { requireOpenForBilling } from '../installation/require-open.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { unknownResources, wrongDates } from '../usage/take-billing-report.ts';
import type { TermsOf } from './buy-balance.ts';
import { type FillUpTx, fillUp } from './fill-up.ts';

export type TakeBalancesPorts = {
  readonly transact: Transact<FillUpTx & Pick<TeamTx, 'balances' | 'billingReports'>>;
  readonly mintInvoiceId: () => InvoiceId;
  readonly termsOf: TermsOf;
};

export type BalanceReport = {
  readonly teamId: TeamId;
  readonly installationId: InstallationId;
  readonly balances: readonly Balance[];
  /** By the provider's clock. */
  readonly reportedAt: Date;
  readonly traceId: string;
};

/**
 * Takes what a provider says is left of prepayments, and fills up what has fallen below its threshold.
 *
 * @see spec/platform-api.md §2.16; spec/purchases.md — PUR-5, PUR-9
 */
export function createTakeBalances({ transact, mintInvoiceId, termsOf }: TakeBalancesPorts) {
  return async ({
    reportedAt,
    traceId,
    ...report
  }: BalanceReport): Promise<Result<null, Refusal>> => {
    const terms = await termsOf(report);
    return transact(report.teamId, async (tx): Promise<Result<null, Refusal>> => {
      const { installationId, balances } = report;
      const held = await tx.installations.hold(installationId);
      const open = requireOpenForBilling(installationId, held);
      if (!open.ok) return open;
      const flaws = flawsOfTimestamp(reportedAt, await tx.clock.now());
      if (flaws.length > 0) return wrongDates(flaws);
      const named = new Set(balances.flatMap(({ resourceId }) => resourceId ?? []));
      const unknown = await tx.billingReports.unknownAmong(installationId, named);
      if (unknown.length > 0) return unknownResources(unknown);
      await tx.balances.take(installationId, balances, reportedAt);
      await fillUp(tx, { mintInvoiceId, terms, traceId }, report);
      return ok(null);
    });
  };
}
