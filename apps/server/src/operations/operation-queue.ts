import type { OperationId, TeamId } from '@kontor/protocol/vocabulary';
import type { Lease } from '../postgres/operation-store.ts';
import type { Sql } from '../postgres/sql.ts';

export type Claimed = { readonly operationId: OperationId; readonly teamId: TeamId };

/** The queue of unfinished operations, across teams. A lease that is not renewed runs out. */
export type OperationQueue = {
  /** Leases operations that are due and that nobody is working on. */
  readonly claim: (limit: number) => Promise<readonly Claimed[]>;
  /** Leases one, due or not, so that nobody else works on it; false while somebody does, or it has ended. */
  readonly hold: (id: OperationId) => Promise<boolean>;
  /** Makes one due now, unless somebody works on it; false where it has ended. */
  readonly hasten: (id: OperationId) => Promise<boolean>;
  readonly renew: (ids: readonly OperationId[]) => Promise<void>;
  /** Gives an operation back, to be taken up again after a while. */
  readonly release: (id: OperationId, dueInMs: number) => Promise<void>;
};

export function createOperationQueue(sql: Sql, { holder, leaseMs }: Lease): OperationQueue {
  return {
    claim: async (limit) => {
      const rows = await sql<{ operation_id: OperationId; team_id: TeamId }>(
        `update operation_queue q
         set leased_until = now() + $2 * interval '1 millisecond', leased_by = $1
         from (select operation_id from operation_queue
               where due_at <= now() and (leased_until is null or leased_until < now())
               order by due_at limit $3 for update skip locked) due
         where q.operation_id = due.operation_id
         returning q.operation_id, q.team_id`,
        [holder, leaseMs, limit],
      );
      return rows.map((row) => ({ operationId: row.operation_id, teamId: row.team_id }));
    },
    hold: async (id) => {
      const rows = await sql(
        `update operation_queue
         set leased_until = now() + $2 * interval '1 millisecond', leased_by = $1
         where operation_id = $3 and (leased_until is null or leased_until < now())
         returning operation_id`,
        [holder, leaseMs, id],
      );
      return rows.length > 0;
    },
    hasten: async (id) => {
      const rows = await sql(
        `update operation_queue set due_at = least(due_at, now()) where operation_id = $1
         returning operation_id`,
        [id],
      );
      return rows.length > 0;
    },
    renew: async (ids) => {
      await sql(
        `update operation_queue set leased_until = now() + $2 * interval '1 millisecond'
         where operation_id = any($3) and leased_by = $1`,
        [holder, leaseMs, ids],
      );
    },
    release: async (id, dueInMs) => {
      await sql(
        `update operation_queue set due_at = now() + $3 * interval '1 millisecond',
           leased_until = null, leased_by = null
         where operation_id = $2 and leased_by = $1`,
        [holder, id, dueInMs],
      );
    },
  };
}
