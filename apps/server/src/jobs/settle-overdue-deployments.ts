import type { createSettleOverdue } from '@kontor/core';
import type { DeploymentId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';

export type SettleOverduePorts = {
  readonly sql: Sql;
  readonly settleOverdue: ReturnType<typeof createSettleOverdue>;
  readonly now: () => Date;
  /** Told of each deployment that cannot be settled. */
  readonly onError: (error: unknown) => void;
  /** Ends the run between two deployments. */
  readonly signal: AbortSignal;
};

/** Deployments looked up at a time. */
const BATCH = 100;

type Row = { team_id: string; deployment_id: DeploymentId };

/**
 * Gives up what deployments have waited for too long. Several processes may do it at once: each
 * settles one deployment after the other, and settling twice changes nothing. One that breaks down
 * is reported and left for the next run.
 *
 * @see spec/deployments.md — DEP-9
 */
export async function settleOverdueDeployments(ports: SettleOverduePorts): Promise<void> {
  const { sql, now, signal, onError } = ports;
  let last = '';
  while (!signal.aborted) {
    const rows = await sql<Row>(
      `select team_id, deployment_id from deployment where due_at <= $1 and deployment_id > $2
       order by deployment_id limit $3`,
      [now(), last, BATCH],
    );
    for (const { team_id, deployment_id } of rows) {
      if (signal.aborted) return;
      try {
        await ports.settleOverdue(team_id, deployment_id);
      } catch (cause) {
        onError(new Error(`${deployment_id} of ${team_id} is settled later`, { cause }));
      }
      last = deployment_id;
    }
    if (rows.length < BATCH) return;
  }
}
