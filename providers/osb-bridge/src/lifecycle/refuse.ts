import { ProviderError } from '@kontor/provider';
import type { Outcome } from '../broker/judge.ts';

const soonSeconds = 5;

/** What the host is answered where the broker refuses or fails: never more than the broker meant for people. */
export function refusalOf(
  outcome: Extract<Outcome, { kind: 'refused' | 'failed' | 'gone' }>,
): ProviderError {
  if (outcome.kind === 'gone')
    return new ProviderError('conflict', 'The broker does not have it any more.');
  if (outcome.kind === 'failed') {
    return new ProviderError('unavailable', outcome.reason, { retryAfterSeconds: soonSeconds });
  }
  const { status, error, description } = outcome.refusal;
  const message = `The broker refused with ${status}${error === undefined ? '' : ` ${error}`}.`;
  const told = description === undefined ? {} : { user: { message: description } };
  switch (error) {
    case 'ConcurrencyError':
      return new ProviderError('unavailable', message, { ...told, retryAfterSeconds: soonSeconds });
    case 'MaintenanceInfoConflict':
      return new ProviderError('unavailable', message, { ...told, retryAfterSeconds: 1 });
    case 'RequiresApp':
      return new ProviderError(
        'unprocessable',
        `${message} There are no apps that it could bind.`,
        told,
      );
    case 'AsyncRequired':
      return new ProviderError(
        'unprocessable',
        `${message} It was told that waiting is fine.`,
        told,
      );
    default:
  }
  if (status === 400) return new ProviderError('validation_error', message, told);
  if (status === 409) return new ProviderError('conflict', message, told);
  if (status === 408 || status === 429 || status === 401 || status === 403) {
    return new ProviderError('unavailable', message, { retryAfterSeconds: soonSeconds });
  }
  return new ProviderError('unprocessable', message, told);
}
