import type { InstallationId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { billedAll, hasBilledAll, isEnding } from '../../domain/installation/installation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { requireOpenForBilling } from '../installation/require-open.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { type EndInstallationTx, endIfSettled } from './end-installation.ts';

export type CloseBillingTx = EndInstallationTx & Pick<TeamTx, 'clock'>;

type Place = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId;
};

/**
 * Takes a provider's promise that no more invoices of an installation that is being removed will
 * come. Without an open invoice it ends at once. Answers whether it has ended; said twice, the second
 * changes nothing.
 *
 * @see spec/platform-api.md §2.13; spec/partner-api.md §12.7
 */
export function createCloseBilling(transact: Transact<CloseBillingTx>) {
  return ({
    teamId,
    actor,
    installationId,
  }: Place): Promise<Result<{ readonly isFinalized: boolean }, Refusal>> =>
    transact(teamId, async (tx) => {
      const locked = await tx.installations.lock(installationId);
      const open = requireOpenForBilling(installationId, locked);
      if (!open.ok) return open;
      if (!isEnding(open.value)) return notEnding(installationId);
      const at = await tx.clock.now();
      const isNews = !hasBilledAll(open.value);
      const closed = isNews ? billedAll(open.value, at) : open.value;
      if (isNews) {
        await tx.installations.save(closed);
        const data = { openInvoices: await tx.invoices.countOpen(installationId) };
        const subject = { installation: installationId };
        await tx.events.append({ type: 'installation.billing-closed', actor, subject, data });
      }
      return ok({ isFinalized: await endIfSettled(tx, closed, { actor, at }) });
    });
}

function notEnding(installationId: string) {
  return refuse(
    'not_ending',
    `The installation ${installationId} is not being removed, so there is nothing to end.`,
    { installationId },
  );
}
