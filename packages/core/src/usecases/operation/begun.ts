import type { Operation } from '../../domain/operation/operation.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';

/** An operation that a request leads to. A repeat with the caller's own key finds the first one. */
export type Begun = {
  readonly operation: Operation;
  /** Whether this request began it, and so its first attempt is still to be made. */
  readonly isNew: boolean;
};

/** What a request has just queued. One that waits for approval has no attempt to be made. */
export function begunOf(queued: Result<Operation, Refusal>): Result<Begun, Refusal> {
  if (!queued.ok) return queued;
  return ok({ operation: queued.value, isNew: queued.value.status === 'running' });
}
