import type { ProviderOutcome } from '../../domain/operation/outcome.ts';

/** What came of asking a provider how something stands. */
export type Refreshed =
  /** What is kept here is what the provider says. */
  | { readonly kind: 'current' }
  /** There is nothing to take over: it is gone, there or here. What is kept here stays. */
  | { readonly kind: 'gone'; readonly where: 'host' | 'provider' }
  /** It could not be found out now. */
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfterMs?: number };

/** Readings of one thing that keeps changing here while it is read there. */
export const readings = 3;

export const changedMeanwhile: Refreshed = { kind: 'later', reason: 'changed_meanwhile' };

/** About a linked account its provider is never asked: it tells. @see spec/partner-api.md §13.4 */
export const toldOnly: Refreshed = { kind: 'current' };

/** What follows from an outcome that is no answer. */
export function unanswered(
  outcome: Exclude<ProviderOutcome<unknown>, { kind: 'answered' }>,
): Refreshed {
  switch (outcome.kind) {
    case 'refused': {
      const { refusal, retryAfterMs } = outcome;
      if (refusal.status === 404 || refusal.status === 410) {
        return { kind: 'gone', where: 'provider' };
      }
      return later(`refused_${refusal.status}`, retryAfterMs);
    }
    case 'not-sent':
      return later('not_sent');
    case 'unknown':
      return later(outcome.reason, outcome.retryAfterMs);
  }
}

function later(reason: string, retryAfterMs?: number): Refreshed {
  return { kind: 'later', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
