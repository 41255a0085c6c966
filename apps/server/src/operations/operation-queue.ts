import type { OperationId, TeamId } from '@kontor/protocol/vocabulary';
import type { Lease } from '../postgres/operation-store.ts';
import type { Sql } from '../postgres/sql.ts';

export type Claimed = {
  readonly operationId: OperationId;
  readonly teamId: TeamId;
  readonly integrationId: string;
};

/** How much a process can take on. */
export type Room = {
  readonly total: number;
  readonly perTeam: number;
  readonly perIntegration: number;
  /** How many it is working on at the moment, of each team and of each integration. */
  readonly active: ReadonlyMap<string, number>;
};

/** The queue of unfinished operations, across teams. A lease that is not renewed runs out. */
export type OperationQueue = {
  /** Leases operations that are due and that nobody is working on, of every team in turn. */
  readonly claim: (room: Room) => Promise<readonly Claimed[]>;
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
    claim: async ({ total, perTeam, perIntegration, active }) => {
      const rows = await sql<ClaimedRow>(CLAIM, [
        holder,
        leaseMs,
        total,
        perTeam,
        perIntegration,
        [...active.keys()],
        [...active.values()],
      ]);
      return rows.map((row) => ({
        operationId: row.operation_id,
        teamId: row.team_id,
        integrationId: row.integration_id,
      }));
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

type ClaimedRow = { operation_id: OperationId; team_id: TeamId; integration_id: string };

/**
 * Each team is looked at with each of its integrations by itself, so that a long line costs no more than
 * a short one. Of each team the longest overdue comes first, then of each the second; what a team or a
 * provider would have beyond its part stays, and others come before it. Only what is taken is locked, so
 * that two who claim at once hold up neither each other nor what stays.
 *
 * @see docs/adr/0014-fair-shares.md
 */
const CLAIM = `
  with recursive line (team_id, integration_id) as (
    (select team_id, integration_id from operation_queue order by team_id, integration_id limit 1)
    union all
    select next.team_id, next.integration_id from line l cross join lateral (
      select team_id, integration_id from operation_queue q
      where (q.team_id, q.integration_id) > (l.team_id, l.integration_id)
      order by q.team_id, q.integration_id limit 1) next
  ), active as (
    select * from unnest($6::text[], $7::int[]) as a (key, running)
  ), due as (
    select q.operation_id, q.due_at, l.team_id, l.integration_id,
      row_number() over (partition by l.team_id order by q.due_at)
        + coalesce((select running from active where key = l.team_id), 0) as turn
    from line l cross join lateral (
      select operation_id, due_at from operation_queue
      where team_id = l.team_id and integration_id = l.integration_id and due_at <= now()
        and (leased_until is null or leased_until < now())
      order by due_at limit least($3::int, $4::int)) q
  ), fitting as (
    select operation_id, due_at, turn,
      row_number() over (partition by integration_id order by turn, due_at)
        + coalesce((select running from active where key = due.integration_id), 0) as place
    from due where turn <= $4
  ), taken as materialized (
    select operation_id from operation_queue
    where operation_id = any(array(
        select operation_id from fitting where place <= $5 order by turn, due_at limit $3))
      and (leased_until is null or leased_until < now())
    for update skip locked
  )
  update operation_queue
  set leased_until = now() + $2 * interval '1 millisecond', leased_by = $1
  where operation_id = any(array(select operation_id from taken))
  returning operation_id, team_id, integration_id`;
