import { freshBytes } from '../fresh-bytes.ts';

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The trace id of an incoming `traceparent`, or a new one. @see https://www.w3.org/TR/trace-context/ */
export function traceIdOf(traceparent: string | undefined): string {
  const received = TRACEPARENT.exec(traceparent ?? '')?.[1];
  return received ?? freshBytes(16).toString('hex');
}

/** A `traceparent` for a call made under a trace. */
export function traceparentOf(traceId: string): string {
  return `00-${traceId}-${freshBytes(8).toString('hex')}-01`;
}

/** What a `traceparent` names; undefined where it names nothing. */
export function traceparentParts(traceparent: string | undefined) {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}
