import type { Operation, OperationRefusal } from './operation.ts';
import type { ProviderOutcome, ProviderRefusal } from './outcome.ts';

/** What follows from one attempt. */
export type Step =
  | { readonly do: 'succeed' }
  | { readonly do: 'fail'; readonly refusal: OperationRefusal }
  /** The same call with the same key, later. */
  | { readonly do: 'retry'; readonly afterMs: number; readonly mayHaveHappened: boolean }
  /** Stop calling; ask what became of it, or undo it. */
  | { readonly do: 'settle' };

/** Waits between attempts, in milliseconds; as many retries as there are waits. */
export type RetrySchedule = readonly number[];

/** About an hour and a half in all: a provider's bad deploy is over, and nobody waits for ever. */
export const retrySchedule: RetrySchedule = [
  500, 2_000, 8_000, 30_000, 120_000, 600_000, 1_800_000, 3_000_000,
];

/** Kinds that want something gone, for which "not found" is the wish fulfilled. */
const REMOVALS: ReadonlySet<string> = new Set(['uninstall', 'delete-resource', 'remove-leftover']);

/**
 * Decides what follows from the outcome of an attempt.
 *
 * A refusal is believed only while nothing earlier may have happened: after an unknown outcome a
 * provider without idempotency refuses the repeat as a duplicate, and then the truth has to be
 * asked for.
 *
 * @see docs/outcomes.md
 */
export function decide(
  operation: Operation,
  outcome: ProviderOutcome<unknown>,
  schedule: RetrySchedule = retrySchedule,
): Step {
  switch (outcome.kind) {
    case 'answered':
      return { do: 'succeed' };
    case 'refused':
      return afterRefusal(operation, outcome, schedule);
    case 'not-sent':
      if (operation.mayHaveHappened) return again(operation, schedule, { mayHaveHappened: true });
      return { do: 'fail', refusal: unreachable(outcome) };
    case 'unknown':
      return again(operation, schedule, {
        mayHaveHappened: true,
        ...(outcome.retryAfterMs === undefined ? {} : { atLeastMs: outcome.retryAfterMs }),
      });
  }
}

function afterRefusal(
  operation: Operation,
  outcome: Extract<ProviderOutcome<unknown>, { kind: 'refused' }>,
  schedule: RetrySchedule,
): Step {
  const { refusal, isRetryable, retryAfterMs } = outcome;
  if (REMOVALS.has(operation.kind) && (refusal.status === 404 || refusal.status === 410)) {
    return { do: 'succeed' };
  }
  if (isRetryable && operation.attempts <= schedule.length) {
    return again(operation, schedule, {
      mayHaveHappened: operation.mayHaveHappened,
      ...(retryAfterMs === undefined ? {} : { atLeastMs: retryAfterMs }),
    });
  }
  if (operation.mayHaveHappened) return { do: 'settle' };
  return { do: 'fail', refusal: refusedBy(refusal) };
}

const LONGEST_WAIT_MS = 3_600_000;

function again(
  operation: Operation,
  schedule: RetrySchedule,
  { mayHaveHappened, atLeastMs = 0 }: { mayHaveHappened: boolean; atLeastMs?: number },
): Step {
  const wait = schedule[operation.attempts - 1];
  if (wait === undefined) return { do: 'settle' };
  const afterMs = Math.min(Math.max(wait, atLeastMs), LONGEST_WAIT_MS);
  return { do: 'retry', afterMs, mayHaveHappened };
}

/** A provider's no, as the team reads it. */
export function refusedBy(refusal: ProviderRefusal): OperationRefusal {
  return {
    code: 'provider_refused',
    message: `The provider refused (${refusal.status} ${refusal.code}): ${refusal.message}`,
    ...(refusal.fields === undefined ? {} : { fields: refusal.fields }),
    ...(refusal.userMessage === undefined ? {} : { userMessage: refusal.userMessage }),
    ...(refusal.userUrl === undefined ? {} : { url: refusal.userUrl }),
  };
}

function unreachable({
  reason,
  retryAfterMs,
}: Extract<ProviderOutcome<never>, { kind: 'not-sent' }>): OperationRefusal {
  return {
    code: 'provider_unreachable',
    message: `The provider cannot be reached (${reason}), and nothing was changed. Try again later.`,
    ...(retryAfterMs !== undefined && { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) }),
  };
}
