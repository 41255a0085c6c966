import type { InstallationId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { flawsOfReportDates } from '../../domain/billing/report-dates.ts';
import { isNoted } from '../../domain/usage/report-age.ts';
import type { FieldError } from '../../field-error.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { requireOpenForBilling } from '../installation/require-open.ts';
import { warnOfSpending } from '../spend/warn-of-spending.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import type { BillingReport } from './billing-report-store.ts';

export type TakeBillingReportTx = Pick<
  TeamTx,
  'installations' | 'billingReports' | 'spendLimits' | 'events' | 'clock'
>;

export type SubmittedReport = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId;
  readonly report: BillingReport;
};

/**
 * Keeps what a provider reports of usage and charges. Repeating it is harmless: what is shown is made
 * from the newest report of each day.
 *
 * @see spec/platform-api.md §2.11
 */
export function createTakeBillingReport(transact: Transact<TakeBillingReportTx>) {
  return ({
    teamId,
    actor,
    installationId,
    report,
  }: SubmittedReport): Promise<Result<null, Refusal>> =>
    transact(teamId, async (tx) => {
      const at = await tx.clock.now();
      const flaws = flawsOfReportDates(report, at);
      if (flaws.length > 0) return wrongDates(flaws);
      const open = requireOpenForBilling(
        installationId,
        await tx.installations.hold(installationId),
      );
      if (!open.ok) return open;
      const unknown = await tx.billingReports.unknownAmong(installationId, namedIn(report));
      if (unknown.length > 0) return unknownResources(unknown);
      await tx.billingReports.add(installationId, report, at);
      await noteReport(tx, { installationId, actor, at });
      await warnOfSpending(tx, installationId);
      return ok(null);
    });
}

/**
 * Ends the silence of a provider, if there was one. Reports that come side by side do not wait for one
 * another to note the time: it is known to the second.
 */
async function noteReport(
  { billingReports, events }: TakeBillingReportTx,
  {
    installationId,
    actor,
    at,
  }: { readonly installationId: InstallationId; readonly actor: Actor; readonly at: Date },
): Promise<void> {
  const known = await billingReports.reporting(installationId);
  if (known !== undefined && isNoted(known, at)) return;
  const before = await billingReports.lockReporting(installationId);
  await billingReports.saveReporting(installationId, { lastAt: at, silentSince: null });
  if (before === undefined || before.silentSince === null) return;
  await events.append({
    type: 'usage.report-resumed',
    actor,
    subject: { installation: installationId },
    data: {
      silentSince: before.silentSince.toISOString(),
      lastReportAt: before.lastAt.toISOString(),
    },
  });
}

function namedIn({ items, discounts, usage }: BillingReport): ReadonlySet<string> {
  const named = new Set<string>();
  for (const rows of [items, discounts, usage]) {
    for (const { resourceId } of rows) if (resourceId !== undefined) named.add(resourceId);
  }
  return named;
}

/** As many wrong fields as one answer names. */
const namedAtMost = 20;

/** Refuses what is told of resources that the installation neither has nor had. */
export function unknownResources(unknown: readonly string[]) {
  const fields = unknown.slice(0, namedAtMost).map((id) => ({
    key: 'resourceId',
    message: `There is no resource '${id}' in this installation.`,
  }));
  return refuse(
    'invalid_request',
    `${unknown.length === 1 ? 'A resource is' : `${unknown.length} resources are`} not known in this installation: ${fields[0]?.message} Nothing of the request was taken.`,
    { fields },
  );
}

/** Refuses what is told for times that it cannot be of. */
export function wrongDates(fields: readonly FieldError[]) {
  return refuse('invalid_request', `The dates cannot be taken: ${fields[0]?.message}.`, {
    fields: [...fields],
  });
}
