import { endIfSettled, type TeamTx, type Transact } from '@kontor/core';
import type { InstallationId, TeamId } from '@kontor/protocol/vocabulary';
import type { Database } from '../postgres/database.ts';
import { isUnsettledSql } from '../postgres/invoice-store.ts';
import { isDueSql } from '../postgres/team-clock.ts';

export type FinalizePorts = {
  readonly database: Pick<Database, 'read'>;
  readonly transact: Transact<TeamTx>;
  readonly now: () => Date;
  /** Makes dead credentials dead at once in this process. */
  readonly forget: () => void;
  /** Told of each installation that cannot be ended. */
  readonly onError: (error: unknown) => void;
  /** Ends the run between two installations. */
  readonly signal: AbortSignal;
  /** Only those of this team. */
  readonly only?: TeamId;
};

/** Installations looked up at a time. */
const BATCH = 100;

/**
 * Ends the former installations whose day for last invoices is over and whose invoices are settled:
 * from then on their credential is dead. Answers how many. Running it twice at once ends each once. One that breaks down is
 * reported and left for the next run, and the others go on.
 *
 * @see spec/partner-api.md §12.7
 */
export async function finalizeDueInstallations(ports: FinalizePorts): Promise<number> {
  let count = 0;
  for await (const row of dueInstallations(ports)) {
    if (ports.signal.aborted) break;
    try {
      if (await finalize(ports, row)) count += 1;
    } catch (cause) {
      const which = `the installation ${row.installation_id} of ${row.team_id}`;
      ports.onError(new Error(`${which} is not ended and is tried again`, { cause }));
    }
  }
  if (count > 0) ports.forget();
  return count;
}

type Row = {
  team_id: string;
  installation_id: InstallationId;
  /** As text: a Date would cut off what the column knows of the microseconds. */
  due: string;
};

/** What is due, from the oldest on, and past those that stay because they cannot be ended. */
async function* dueInstallations({ database, now, only }: FinalizePorts): AsyncGenerator<Row> {
  let last: Pick<Row, 'due' | 'installation_id'> | undefined;
  for (;;) {
    const rows = await database.read<Row>(
      `select team_id, installation_id, finalization_due_at::text as due from installation
       where lifecycle = 'uninstalled' and finalized_at is null
         and ${isDueSql('finalization_due_at', { team: 'installation.team_id', now: '$1' })}
         and not exists (select 1 from invoice v where v.team_id = installation.team_id
           and v.installation_id = installation.installation_id and not v.is_test and ${isUnsettledSql})
         and ($2::timestamptz is null or (finalization_due_at, installation_id) > ($2, $3))
         and ($5::text is null or team_id = $5)
       order by finalization_due_at, installation_id limit $4`,
      [now(), last?.due ?? null, last?.installation_id ?? '', BATCH, only ?? null],
    );
    yield* rows;
    last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return;
  }
}

function finalize({ transact }: FinalizePorts, row: Row): Promise<boolean> {
  return transact(row.team_id, async (tx) => {
    const current = await tx.installations.lock(row.installation_id);
    if (current === undefined) return false;
    return endIfSettled(tx, current, { actor: { kind: 'system' }, at: await tx.clock.now() });
  });
}
