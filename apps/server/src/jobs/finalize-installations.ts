import type { TeamTx, Transact } from '@kontor/core';
import type { InstallationId } from '@kontor/protocol/vocabulary';
import type { Database } from '../postgres/database.ts';

export type FinalizePorts = {
  readonly database: Pick<Database, 'read'>;
  readonly transact: Transact<TeamTx>;
  readonly now: () => Date;
  /** Makes dead credentials dead at once in this process. */
  readonly forget: () => void;
};

/** Installations ended in one go; the rest waits for the next. */
const BATCH = 100;

/**
 * Ends the former installations whose day for last invoices is over: from then on their credential
 * is dead. Answers how many. Running it twice at once ends each once.
 *
 * @see spec/partner-api.md §12.7
 */
export async function finalizeDueInstallations(ports: FinalizePorts): Promise<number> {
  const due = await ports.database.read<{ team_id: string; installation_id: InstallationId }>(
    `select team_id, installation_id from installation
     where finalized_at is null and finalization_due_at <= $1 order by finalization_due_at limit $2`,
    [ports.now(), BATCH],
  );
  for (const { team_id, installation_id } of due) {
    await ports.transact(team_id, async (tx) => {
      const current = await tx.installations.lock(installation_id);
      if (current === undefined || current.finalizedAt !== null) return;
      await tx.installations.save({ ...current, finalizedAt: ports.now() });
      await tx.events.append({
        type: 'installation.finalized',
        actor: { kind: 'system' },
        subject: { installation: installation_id },
      });
    });
  }
  if (due.length > 0) ports.forget();
  return due.length;
}
