import type {
  InstallationId,
  Notification,
  ResolvedBillingPlan,
  ResourceStatus,
  TeamId,
} from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import {
  type Installation,
  withInstallationReport,
} from '../../domain/installation/installation.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { isSame } from '../state/is-same.ts';
import { requireNotEnded } from '../state/require-not-ended.ts';
import { summaryOf, toldOf } from '../state/told-of-installation.ts';
import type { TeamTx, Transact } from '../team-tx.ts';

export type ReportInstallationTx = Pick<TeamTx, 'clock' | 'installations' | 'events'>;

/** What a provider may say of an installation on its own account. Absent says nothing. */
export type PushedInstallation = {
  readonly status?: ResourceStatus | undefined;
  /** The provider's own id for it. */
  readonly externalId?: string | undefined;
  readonly billingPlan?: ResolvedBillingPlan | undefined;
  /** `null` clears it. */
  readonly notification?: Notification | null | undefined;
};

type Place = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId;
};

/**
 * Takes over what a provider pushes about an installation. What is said again changes nothing.
 *
 * @see spec/platform-api.md §2.1
 */
export function createReportInstallation(
  transact: Transact<ReportInstallationTx>,
  now: () => Date,
) {
  return (
    { teamId, actor, installationId }: Place,
    report: PushedInstallation,
  ): Promise<Result<null, Refusal>> =>
    transact(teamId, async (tx) => {
      const current = requireNotEnded(installationId, await tx.installations.lock(installationId));
      if (!current.ok) return current;
      const before = current.value;
      const after = reported(before, report, { at: now(), billedAt: await tx.clock.now() });
      if (isSame(toldOf(before), toldOf(after))) return ok(null);
      await tx.installations.save(after);
      await tx.events.append({
        type: 'installation.updated',
        actor,
        subject: { installation: installationId },
        data: { before: summaryOf(before), after: summaryOf(after) },
      });
      return ok(null);
    });
}

function reported(
  before: Installation,
  report: PushedInstallation,
  { at, billedAt }: { readonly at: Date; readonly billedAt: Date },
): Installation {
  const status = report.status ?? before.status;
  return {
    ...withInstallationReport(before, report, at, { isPlanChange: true, billedAt }),
    status,
    statusAt: status === before.status ? before.statusAt : at,
    externalId: report.externalId ?? before.externalId,
  };
}
