import type { ProviderOutcome } from '@kontor/core';
import type { ReadOutcome } from './outcome.ts';

/** When what the host itself held back is worth another try, in milliseconds. */
const HELD_BACK_MS: ReadonlyMap<string, number> = new Map([
  ['busy', 5_000],
  ['circuit_open', 10_000],
]);

/** How a call ended, as use cases see it: with the answer translated and the wire forgotten. */
export function outcomeOf<Body, Answer>(
  outcome: ReadOutcome<Body>,
  translate: (body: Body) => Answer,
): ProviderOutcome<Answer> {
  switch (outcome.kind) {
    case 'answered':
      return { kind: 'answered', answer: translate(outcome.body) };
    case 'refused': {
      const { status, refusal, isRetryable, retryAfterMs } = outcome;
      return {
        kind: 'refused',
        refusal: { status, ...refusal },
        isRetryable,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      };
    }
    case 'not-sent': {
      const { reason, message } = outcome;
      const retryAfterMs = HELD_BACK_MS.get(reason);
      return {
        kind: 'not-sent',
        reason: message,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      };
    }
    case 'unreadable':
      return { kind: 'unknown', reason: 'unreadable', status: outcome.status };
    case 'unknown': {
      const { reason, status, retryAfterMs } = outcome;
      return {
        kind: 'unknown',
        reason,
        ...(status === undefined ? {} : { status }),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      };
    }
  }
}
