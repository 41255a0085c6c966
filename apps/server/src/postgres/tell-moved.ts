import { type Operation, planWaitingFor } from '@kontor/core';
import { OPERATION_MOVED } from './listen.ts';
import type { Sql } from './sql.ts';

/**
 * Tells every process, once it is committed, that an operation runs no more, and makes the plan due
 * that waits for it: who waits need not look.
 */
export async function tellMoved(sql: Sql, operation: Operation): Promise<void> {
  const plan = planWaitingFor(operation);
  if (plan !== undefined) {
    await sql(
      'update state_plan_queue set due_at = least(due_at, now()) where state_plan_id = $1',
      [plan],
    );
  }
  const told = plan === undefined ? operation.id : `${operation.id} ${plan}`;
  await sql('select pg_notify($1, $2)', [OPERATION_MOVED, told]);
}

/** What {@link tellMoved} has told. */
export function readMoved(told: string | undefined): {
  /** Undefined where it may be any. */
  readonly operation: string | undefined;
  readonly isOfPlan: boolean;
} {
  const [operation, plan] = told?.split(' ') ?? [];
  return { operation, isOfPlan: told === undefined || plan !== undefined };
}
