import type { InstallationId, TeamId } from '@kontor/protocol/vocabulary';
import { reportDueMs, silentFrom } from '../../domain/usage/report-age.ts';
import type { TeamTx, Transact } from '../team-tx.ts';

/**
 * Notes that a provider has not reported usage for so long that a day is about to be lost, once for
 * each silence, so that the team hears of it in time.
 *
 * @see spec/partner-api.md §12.2
 */
export function createNoteSilence(
  transact: Transact<Pick<TeamTx, 'installations' | 'billingReports' | 'events' | 'clock'>>,
) {
  return ({
    teamId,
    installationId,
  }: {
    readonly teamId: TeamId;
    readonly installationId: InstallationId;
  }): Promise<void> =>
    transact(teamId, async (tx) => {
      const at = await tx.clock.now();
      const installation = await tx.installations.hold(installationId);
      const reporting = await tx.billingReports.lockReporting(installationId);
      // of what is not installed any more, nobody awaits a report
      if (installation?.lifecycle !== 'installed') return;
      if (reporting === undefined || reporting.silentSince !== null) return;
      const { lastAt } = reporting;
      if (at < silentFrom(lastAt)) return;
      await tx.billingReports.saveReporting(installationId, { lastAt, silentSince: at });
      await tx.events.append({
        type: 'usage.report-late',
        actor: { kind: 'system' },
        subject: { installation: installationId },
        data: {
          lastReportAt: lastAt.toISOString(),
          dueAt: new Date(lastAt.getTime() + reportDueMs).toISOString(),
        },
      });
    });
}
