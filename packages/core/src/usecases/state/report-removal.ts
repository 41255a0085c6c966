import type { ExternalResourceId, InstallationId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { type ForgetTx, forgetResource } from '../resource/forget-resource.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { requireNotEnded } from './require-not-ended.ts';

export type ReportRemovalTx = ForgetTx & Pick<TeamTx, 'installations'>;

export type RemovalReport = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId;
  readonly externalId: ExternalResourceId;
};

/**
 * Takes a provider's word that a resource is gone there: it goes here too, with its connections and
 * variables. A second time it is not found. One that is being deleted from here is gone at once.
 *
 * @see spec/platform-api.md §2.8
 */
export function createReportRemoval(transact: Transact<ReportRemovalTx>, now: () => Date) {
  return ({
    teamId,
    actor,
    installationId,
    externalId,
  }: RemovalReport): Promise<Result<null, Refusal>> =>
    transact(teamId, async (tx) => {
      const held = requireNotEnded(installationId, await tx.installations.hold(installationId));
      if (!held.ok) return held;
      const found = await tx.resources.findExternal(installationId, externalId);
      const resource = found && (await tx.resources.lock(found.id));
      if (resource?.lifecycle !== 'active' && resource?.lifecycle !== 'deleting') {
        return refuse('resource_not_found', `There is no resource '${externalId}' here.`);
      }
      await forgetResource(tx, resource, { actor, at: now() });
      return ok(null);
    });
}
