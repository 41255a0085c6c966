import type { InstallationId } from '@kontor/protocol/vocabulary';
import type { StandingThreshold, TopUpStop } from '../../domain/billing/top-up.ts';
import type { TeamTx } from '../team-tx.ts';

type Stopping = {
  readonly installationId: InstallationId;
  readonly threshold: StandingThreshold;
  readonly reason: TopUpStop;
};

/** Lets nothing more be bought on a threshold until it is set again, and says so. */
export async function stopTopUp(
  { thresholds, events }: Pick<TeamTx, 'thresholds' | 'events'>,
  { installationId, threshold, reason }: Stopping,
): Promise<void> {
  await thresholds.save(installationId, { ...threshold, stoppedFor: reason });
  await events.append({
    type: 'top-up.stopped',
    actor: { kind: 'system' },
    subject: topUpSubject(installationId, threshold),
    data: { reason, billingPlanId: threshold.billingPlanId },
  });
}

/** What an event about a threshold is about. */
export function topUpSubject(
  installationId: InstallationId,
  { resourceId }: Pick<StandingThreshold, 'resourceId'>,
) {
  return { installation: installationId, ...(resourceId === null ? {} : { resource: resourceId }) };
}
