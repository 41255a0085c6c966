import type { InstallationId, TeamId } from '@kontor/protocol/vocabulary';
import {
  type Installation,
  type InstallationReport,
  withInstallationReport,
} from '../../domain/installation/installation.ts';
import type { StateReader } from '../provider.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { isSame } from './is-same.ts';
import { changedMeanwhile, type Refreshed, readings, toldOnly, unanswered } from './refreshed.ts';
import { summaryOf, toldOf } from './told-of-installation.ts';

export type RefreshInstallationTx = Pick<TeamTx, 'clock' | 'installations' | 'events'>;

export type RefreshInstallationPorts = {
  readonly state: Pick<StateReader, 'getInstallation'>;
  readonly transact: Transact<RefreshInstallationTx>;
  readonly now: () => Date;
};

export type InstallationToRefresh = {
  readonly teamId: TeamId;
  readonly installationId: InstallationId;
};

/**
 * Asks the provider for the plan and the notification of an installation, and takes them over.
 *
 * @see spec/partner-api.md §7.5
 */
export function createRefreshInstallation({ state, transact, now }: RefreshInstallationPorts) {
  return async ({ teamId, installationId }: InstallationToRefresh): Promise<Refreshed> => {
    for (let reading = 1; reading <= readings; reading++) {
      const asked = await transact(teamId, (tx) => tx.installations.find(installationId));
      if (asked?.lifecycle !== 'installed') return isOnItsWay(asked) ? notYet : gone;
      if (asked.kind === 'connectable') return toldOnly;
      const { integrationId } = asked;
      const outcome = await state.getInstallation({ teamId, integrationId, installationId });
      if (outcome.kind !== 'answered') return unanswered(outcome);
      const taken = await transact(teamId, (tx) =>
        takeOver(tx, asked, { report: outcome.answer, at: now() }),
      );
      if (taken !== undefined) return taken;
    }
    return changedMeanwhile;
  };
}

const gone: Refreshed = { kind: 'gone', where: 'host' };
const notYet: Refreshed = { kind: 'later', reason: 'being_changed' };

function isOnItsWay(installation: Installation | undefined): boolean {
  return installation?.lifecycle === 'installing' || installation?.lifecycle === 'uninstalling';
}

/** Answers nothing when the installation is not as it was when the provider was asked. */
async function takeOver(
  tx: RefreshInstallationTx,
  asked: Installation,
  { report, at }: { readonly report: InstallationReport; readonly at: Date },
): Promise<Refreshed | undefined> {
  const current = await tx.installations.lock(asked.id);
  if (current?.updatedAt.getTime() !== asked.updatedAt.getTime()) return undefined;
  if (current.lifecycle !== asked.lifecycle) return undefined;
  const changed = withInstallationReport(current, report, at, { billedAt: await tx.clock.now() });
  if (isSame(toldOf(current), toldOf(changed))) return { kind: 'current' };
  await tx.installations.save(changed);
  await tx.events.append({
    type: 'installation.updated',
    actor: { kind: 'provider', installationId: current.id },
    subject: { installation: current.id },
    data: { before: summaryOf(current), after: summaryOf(changed) },
  });
  return { kind: 'current' };
}
