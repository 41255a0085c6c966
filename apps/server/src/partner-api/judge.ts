import type { IncomingHttpHeaders } from 'node:http';
import type { PartnerEndpoint } from '@kontor/protocol';
import { refusal as usualRefusal } from '@kontor/protocol/vocabulary';
import { errors } from 'undici';
import { Stopped } from './deadline.ts';
import { DialError } from './dial-error.ts';
import { type Exchange, isTooLong, TooLarge } from './exchange.ts';
import type { NotSent, ReadOutcome, Refused, Unknown } from './outcome.ts';
import { readAnswer } from './read-answer.ts';
import { readRefusal } from './read-refusal.ts';
import type { ResponseBody } from './response-body.ts';
import { readRetryAfter } from './retry-after.ts';
import { showable } from './showable-text.ts';

/**
 * Decides what an exchange means. When in doubt about a change it says so: only a status that the
 * protocol or HTTP itself defines as "not done" is a refusal, and only a body that keeps the endpoint's
 * promise is an answer.
 *
 * | what came back | outcome |
 * |---|---|
 * | nothing, and nothing was sent | not-sent |
 * | nothing, a part, or something that is not HTTP | unknown |
 * | 2xx, body as promised | answered |
 * | 2xx, any other body | unknown, for a GET unreadable |
 * | 303 | for a change unknown: it says that the change was made, and where to read about it |
 * | other 3xx | refused: the address, not the provider's handler, has answered |
 * | 408, 499 | unknown: somebody gave up waiting, and the handler may still run |
 * | 425, 429 | refused, retryable |
 * | other 4xx | refused, even when the body is cut off or endless |
 * | 5xx | unknown |
 *
 * @see spec/partner-api.md §2
 */
export function judge(
  endpoint: PartnerEndpoint,
  { sent, answer, failure }: Exchange,
  body: ResponseBody,
  now: Date,
): ReadOutcome {
  if (!answer) return sent ? lost(failure) : notSent(failure);
  const { status, headers } = answer;
  const isRead = endpoint.method === 'GET';
  if (status >= 500) return serverError(status, headers, now);
  if (status === 408 || status === 499) {
    return {
      kind: 'unknown',
      reason: 'timeout',
      status,
      message: `The provider answered ${status}.`,
    };
  }
  if (status >= 400) return refused(endpoint, status, headers, body, now);
  if (status >= 300 && (isRead || status !== 303)) return redirected(status, headers);
  if (status === 303) return { kind: 'unknown', reason: 'unreadable', status, message: seeOther };
  if (failure !== undefined) return lost(failure, status);
  if (body.kind === 'too_large') return lost(new TooLarge(), status);
  const reading = readAnswer(endpoint.responses, status, body);
  if (reading.ok) return { kind: 'answered', status, body: reading.body };
  const { message } = reading;
  return isRead
    ? { kind: 'unreadable', status, message }
    : { kind: 'unknown', reason: 'unreadable', status, message };
}

const seeOther = 'The provider answered 303 instead of saying what became of the change.';

function refused(
  endpoint: PartnerEndpoint,
  status: number,
  headers: IncomingHttpHeaders,
  body: ResponseBody,
  now: Date,
): Refused {
  const declared = endpoint.responses[status];
  const isUsual = !declared || declared === usualRefusal;
  const own = isUsual || body.kind !== 'json' ? undefined : declared.safeParse(body.value).data;
  return {
    kind: 'refused',
    status,
    refusal: readRefusal(status, body),
    isRetryable: status === 425 || status === 429,
    ...retryAfter(headers, now),
    ...(own !== undefined && { body: own }),
  };
}

function redirected(status: number, headers: IncomingHttpHeaders): Refused {
  const target = URL.canParse(headers.location ?? '') ? new URL(headers.location ?? '') : undefined;
  const where = target ? `to ${showable(target.origin + target.pathname, 300)}` : 'elsewhere';
  const message = `The provider answered ${status} and points ${where}. Redirects are not followed: the base URL must be the address that answers by itself.`;
  return {
    kind: 'refused',
    status,
    refusal: { code: 'unexpected_redirect', message },
    isRetryable: false,
  };
}

function serverError(status: number, headers: IncomingHttpHeaders, now: Date): Unknown {
  const message = `The provider answered ${status}.`;
  return { kind: 'unknown', reason: 'server_error', status, message, ...retryAfter(headers, now) };
}

function retryAfter(headers: IncomingHttpHeaders, now: Date): { retryAfterMs?: number } {
  const retryAfterMs = readRetryAfter(headers['retry-after'], now);
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}

function notSent(failure: unknown): NotSent {
  if (failure instanceof DialError) {
    return { kind: 'not-sent', reason: failure.reason, message: failure.message };
  }
  if (failure instanceof Stopped && failure.reason === 'cancelled') {
    return { kind: 'not-sent', reason: 'cancelled', message: failure.message };
  }
  // A request that cannot be written down is the host's own mistake, not an outcome.
  if (failure instanceof errors.InvalidArgumentError) throw failure;
  return { kind: 'not-sent', reason: 'connect', message: 'No connection was open in time.' };
}

function lost(failure: unknown, status?: number): Unknown {
  const known = status === undefined ? {} : { status };
  if (failure instanceof Stopped) {
    return { kind: 'unknown', reason: failure.reason, message: failure.message, ...known };
  }
  if (isTooLong(failure)) {
    const message = 'The answer is longer than is read.';
    return { kind: 'unknown', reason: 'too_large', message, ...known };
  }
  if (failure instanceof errors.HTTPParserError && status === undefined) {
    return { kind: 'unknown', reason: 'unreadable', message: 'The answer is not HTTP.' };
  }
  const message = 'The connection ended before the answer did.';
  return { kind: 'unknown', reason: 'cut', message, ...known };
}
