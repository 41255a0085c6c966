import type { ProviderOutcome } from '../domain/operation/outcome.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { ok, type Result } from '../result.ts';

/** The answer of a read from a provider, or what to tell the caller instead. */
export function answerOf<Answer>(outcome: ProviderOutcome<Answer>): Result<Answer, Refusal> {
  switch (outcome.kind) {
    case 'answered':
      return ok(outcome.answer);
    case 'refused': {
      const { status, code, message } = outcome.refusal;
      return refuse('provider_refused', `The provider refused (${status} ${code}): ${message}`, {
        provider: { status, code },
        ...(outcome.refusal.fields === undefined ? {} : { fields: outcome.refusal.fields }),
      });
    }
    case 'not-sent':
      return refuse(
        'provider_unreachable',
        `The provider cannot be reached (${outcome.reason}). Try again later.`,
        outcome.retryAfterMs === undefined
          ? {}
          : { retryAfterSeconds: Math.ceil(outcome.retryAfterMs / 1000) },
      );
    case 'unknown':
      return outcome.reason === 'unreadable' || outcome.reason === 'too_large'
        ? refuse(
            'provider_answer_unreadable',
            'The provider answered something that cannot be read.',
          )
        : refuse(
            'provider_unreachable',
            `The provider did not answer (${outcome.reason}). Try again later.`,
          );
  }
}
