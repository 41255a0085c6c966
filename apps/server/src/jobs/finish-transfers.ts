import { randomBytes } from 'node:crypto';
import type { Sql } from '../postgres/sql.ts';
import { type AcceptPorts, goOnAccepting } from '../transfer/accept-transfer.ts';
import type { TransferRow } from '../transfer/transfer-store.ts';

export type FinishTransfersPorts = AcceptPorts & {
  readonly sql: Sql;
  /** Told of each acceptance that breaks down. */
  readonly onError: (error: unknown) => void;
  /** Ends the run between two acceptances. */
  readonly signal: AbortSignal;
};

/** Acceptances looked up at a time. */
const BATCH = 20;

/**
 * Goes on with acceptances that nobody asks for again: their process has died, a provider did not say
 * what it did, or something stood in the way. Each is one process's at a time, and providers get the
 * same keys as before.
 *
 * @see spec/transfers.md — TRF-14
 */
export async function finishTransfers(ports: FinishTransfersPorts): Promise<void> {
  const rows = await ports.sql<Row>(
    `select code_hash, target_team_id, target_actor from transfer_request
     where status = 'accepting' and due_at <= $1 order by due_at limit ${BATCH}`,
    [ports.now()],
  );
  for (const row of rows) {
    if (ports.signal.aborted) return;
    try {
      // what holds it up still is kept with it
      await goOnAccepting(ports, {
        codeHash: row.code_hash,
        teamId: row.target_team_id ?? '',
        actor: row.target_actor ?? { kind: 'system' },
        traceId: randomBytes(16).toString('hex'),
      });
    } catch (cause) {
      ports.onError(
        new Error('an acceptance of a transfer broke down, and is tried again', { cause }),
      );
    }
  }
}

type Row = Pick<TransferRow, 'code_hash' | 'target_team_id' | 'target_actor'>;

/** How long a request is known after it has ended or expired, in milliseconds. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Forgets requests that ended or expired long ago. What is being accepted is never forgotten. */
export async function pruneTransfers(sql: Sql, now: Date): Promise<void> {
  await sql(
    `delete from transfer_request where callback_due_at is null
       and (status = 'done' and ended_at <= $1 or status = 'open' and expires_at <= $1)`,
    [new Date(now.getTime() - KEPT_MS)],
  );
}
