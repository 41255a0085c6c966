import { type Operation, planWaitingFor } from '@kontor/core';
import { Batches } from '../batches.ts';
import type { Database } from './database.ts';
import { OPERATION_MOVED } from './listen.ts';
import type { Sql } from './sql.ts';

/** Makes the plan due that waits for an operation which runs no more, in the transaction that ends it. */
export async function callPlanWaiting(sql: Sql, operation: Operation): Promise<void> {
  const plan = planWaitingFor(operation);
  if (plan === undefined) return;
  await sql('update state_plan_queue set due_at = least(due_at, now()) where state_plan_id = $1', [
    plan,
  ]);
}

/** How many are told of in one statement. */
const MOST_TOLD = 500;

/**
 * Tells every process that an operation runs no more, once that is committed: who waits need not look.
 *
 * Transactions that notify commit one after the other, so none that changes anything does. What is told
 * has one of its own, for all that ended meanwhile, and need not reach the disk. What is lost with a
 * process, whoever waits finds out by looking. @see docs/adr/0015-who-follows-is-woken.md
 */
export function createTellMoved({ upkeep }: Pick<Database, 'upkeep'>) {
  const batches = new Batches<string>(async (told) => {
    await upkeep(
      `select pg_notify($1, told) from unnest($2::text[]) as t (told),
         set_config('synchronous_commit', 'off', true)`,
      [OPERATION_MOVED, told],
    );
  }, MOST_TOLD);
  return (operation: Operation): void => {
    const plan = planWaitingFor(operation);
    const told = plan === undefined ? operation.id : `${operation.id} ${plan}`;
    batches.add(told).catch(() => {});
  };
}

/** What was told by {@link createTellMoved}. */
export function readMoved(told: string | undefined): {
  /** Undefined where it may be any. */
  readonly operation: string | undefined;
  readonly isOfPlan: boolean;
} {
  const [operation, plan] = told?.split(' ') ?? [];
  return { operation, isOfPlan: told === undefined || plan !== undefined };
}
