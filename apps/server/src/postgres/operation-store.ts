import type { Actor, Intent, Operation, OperationRefusal, OperationStore } from '@kontor/core';
import type { InstallationId, OperationId, ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Last } from './database.ts';
import type { Sql } from './sql.ts';
import { callPlanWaiting } from './tell-moved.ts';

export type OperationRow = {
  team_id: TeamId;
  operation_id: OperationId;
  kind: Operation['kind'];
  status: Operation['status'];
  phase: Operation['phase'];
  installation_id: InstallationId;
  resource_id: ResourceId | null;
  idempotency_key: string;
  caller_key: string | null;
  actor: Actor;
  intent: Intent;
  attempts: number;
  in_flight: boolean;
  may_have_happened: boolean;
  refusal: OperationRefusal | null;
  trace_id: string;
  created_at: Date;
  finished_at: Date | null;
};

/** Who is working on a queued operation, and for how long without a sign of life. */
export type Lease = { readonly holder: string; readonly leaseMs: number };

/** How a transaction on operations ends. */
export type OperationEnds = {
  /** Told of each operation that runs no more, before that is committed. */
  readonly onEnded: (operation: Operation) => void;
  readonly last: Last;
};

const SELECT = 'select * from operation where team_id = $1';

/** Finds operations of one team. */
export function operationReader(sql: Sql, teamId: string): OperationReader {
  const one = async (rest: string, ...values: unknown[]) => {
    const [row] = await sql<OperationRow>(`${SELECT} ${rest}`, [teamId, ...values]);
    return row && operationOf(row);
  };
  return {
    find: (id) => one('and operation_id = $2', id),
    lock: (id) => one('and operation_id = $2 for update', id),
    findByCallerKey: (callerKey) => one('and caller_key = $2', callerKey),
    findRunning: (subject) =>
      'resourceId' in subject
        ? one(`and resource_id = $2 and status = 'running'`, subject.resourceId)
        : one(
            `and installation_id = $2 and resource_id is null and status = 'running'`,
            subject.installationId,
          ),
    findRunningWithin: (installationId) =>
      one(
        `and installation_id = $2 and status in ('running', 'awaiting-approval') limit 1`,
        installationId,
      ),
  };
}

type OperationReader = Pick<
  OperationStore,
  'find' | 'lock' | 'findByCallerKey' | 'findRunning' | 'findRunningWithin'
>;

/** Operations in PostgreSQL, of one team, in the transaction that `sql` runs in. */
export function operationStore(
  sql: Sql,
  teamId: string,
  lease: Lease,
  { onEnded, last }: OperationEnds,
): OperationStore {
  const queue = ({ id, installationId }: Operation) =>
    sql(
      `insert into operation_queue (operation_id, team_id, integration_id, due_at, leased_until, leased_by)
       values ($1, $2, coalesce((select integration_id from installation_route where installation_id = $5), ''),
         now(), now() + $3 * interval '1 millisecond', $4)
       on conflict do nothing returning operation_id`,
      [id, teamId, lease.leaseMs, lease.holder, installationId],
    );
  const save: OperationStore['save'] = async (operation, dueInMs) => {
    const saved = sql(
      `update operation set status = $3, phase = $4, attempts = $5, in_flight = $6,
         may_have_happened = $7, refusal = $8, finished_at = $9, caller_key = $10
       where team_id = $1 and operation_id = $2`,
      [
        teamId,
        operation.id,
        operation.status,
        operation.phase,
        operation.attempts,
        operation.isInFlight,
        operation.mayHaveHappened,
        operation.refusal,
        operation.finishedAt,
        operation.callerKey,
      ],
    );
    await Promise.all([saved, requeue(sql, operation, dueInMs)]);
    if (operation.status !== 'running') onEnded(operation);
  };
  return {
    ...operationReader(sql, teamId),
    insert: async (operation) => {
      const inserted = sql(
        `insert into operation (team_id, operation_id, kind, status, phase, installation_id,
           resource_id, idempotency_key, caller_key, actor, intent, attempts, in_flight,
           may_have_happened, trace_id, created_at)
         select $1::text, $2, $3, $4, $5, $6::text, $7::text, $8, $9, $10::jsonb, $11::jsonb,
           $12::integer, $13::boolean, $14::boolean, $15, $16::timestamptz
         where not ${IS_HELD}
         on conflict do nothing returning operation_id`,
        [
          teamId,
          operation.id,
          operation.kind,
          operation.status,
          operation.phase,
          operation.installationId,
          operation.resourceId,
          operation.idempotencyKey,
          operation.callerKey,
          operation.actor,
          operation.intent,
          operation.attempts,
          operation.isInFlight,
          operation.mayHaveHappened,
          operation.traceId,
          operation.createdAt,
        ],
      );
      // both in one round trip: that there is no place for an operation is rare
      const [rows, queued] = await Promise.all([
        inserted,
        operation.status === 'running' ? queue(operation) : [],
      ]);
      if (rows.length > 0) return true;
      if (queued.length > 0) await leaveQueue(sql, operation);
      return false;
    },
    resume: async (operation) => {
      await sql(
        `update operation set status = $3, attempts = $4, in_flight = $5, intent = $6
         where team_id = $1 and operation_id = $2`,
        [
          teamId,
          operation.id,
          operation.status,
          operation.attempts,
          operation.isInFlight,
          operation.intent,
        ],
      );
      await queue(operation);
    },
    save,
    saveLast: (operation, dueInMs) => last(save(operation, dueInMs)),
  };
}

/** Whether the subject is on its way to another team just now. */
const IS_HELD = `exists (select from transfer_hold
  where team_id = $1 and installation_id = $6 and resource_id = coalesce($7, ''))`;

/** What has ended leaves the queue; what waits stands in it without a holder. */
async function requeue(sql: Sql, operation: Operation, dueInMs: number | undefined): Promise<void> {
  const { id, status } = operation;
  if (status !== 'running') {
    await Promise.all([leaveQueue(sql, operation), callPlanWaiting(sql, operation)]);
  } else if (dueInMs !== undefined) {
    await sql(
      `update operation_queue set due_at = now() + $2 * interval '1 millisecond',
         leased_until = null, leased_by = null where operation_id = $1`,
      [id, dueInMs],
    );
  }
}

function leaveQueue(sql: Sql, { id }: Operation): Promise<unknown> {
  return sql('delete from operation_queue where operation_id = $1', [id]);
}

export function operationOf(row: OperationRow): Operation {
  return {
    id: row.operation_id,
    teamId: row.team_id,
    kind: row.kind,
    status: row.status,
    phase: row.phase,
    installationId: row.installation_id,
    resourceId: row.resource_id,
    idempotencyKey: row.idempotency_key,
    callerKey: row.caller_key,
    actor: row.actor,
    intent: row.intent,
    attempts: row.attempts,
    isInFlight: row.in_flight,
    mayHaveHappened: row.may_have_happened,
    refusal: row.refusal,
    traceId: row.trace_id,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}
