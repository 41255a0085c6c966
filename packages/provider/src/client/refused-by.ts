import { readRefusal } from '@kontor/protocol';
import { HostError, type HostErrorCode } from './host-error.ts';

/** Reads what the host says where it does not do what was asked. @see spec/platform-api.md §1.4 */
export function refusedBy(response: Response, text: string): HostError {
  const { code: reason, message } = readRefusal(jsonOrText(text));
  const { status, headers } = response;
  return new HostError(codeOf(status), message ?? `The host answered with ${status}.`, {
    status,
    reason,
    requestId: headers.get('x-vercel-id') ?? undefined,
    retryAfterSeconds: secondsOf(headers.get('retry-after')),
  });
}

function codeOf(status: number): HostErrorCode {
  if (status === 429) return 'rate_limited';
  if (status >= 500) return 'unavailable';
  // anything but success and refusal, a redirect for one, is none of the protocol's answers
  return status >= 400 ? 'refused' : 'unreadable';
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function secondsOf(retryAfter: string | null): number | undefined {
  const seconds = Number.parseInt(retryAfter ?? '', 10);
  return Number.isNaN(seconds) ? undefined : seconds;
}
