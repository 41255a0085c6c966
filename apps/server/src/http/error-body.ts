import type { Refusal } from '@kontor/core';
import { protocolCode, protocolWord, refusalStatus } from './refusal-status.ts';

/**
 * A refusal as it goes over the wire. The host's own endpoints show the exact code; the protocol's
 * show the generic one that its clients know, with the exact one as `reason`.
 */
export function errorBody(
  refusal: Refusal,
  { path, requestId }: { path: string; requestId: string },
) {
  const status: number = refusalStatus[refusal.code];
  const codes = isOwn(path)
    ? { code: refusal.code }
    : { code: protocolWord(refusal.code, status), reason: refusal.code };
  return {
    status,
    body: { error: { ...refusal.facts, ...codes, message: refusal.message, requestId } },
  };
}

/** What a caller may know of a failure inside: that it happened, and the id to quote. */
export function failureBody(path: string, requestId: string) {
  const code = isOwn(path) ? 'internal_error' : protocolCode(500);
  const message = `Something went wrong on our side. Quote the request id ${requestId} when you report it.`;
  return { status: 500, body: { error: { code, message, requestId } } };
}

function isOwn(path: string): boolean {
  return path.startsWith('/kontor/') || path.startsWith('/api/kontor/');
}
