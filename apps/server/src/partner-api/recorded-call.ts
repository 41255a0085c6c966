import type { Actor } from '@kontor/core';
import type { CallerKind, PartnerEndpoint } from '@kontor/protocol';
import { isStorable } from '../storable.ts';
import type { ReadOutcome } from './outcome.ts';
import { hidden, type Json, redactBody, redactPath, redactText } from './redact.ts';
import type { WireRequest } from './request.ts';
import type { ResponseBody } from './response-body.ts';

/** What is kept of a call to a provider, to be shown to the provider and the operator. It holds no secrets. */
export type RecordedCall = {
  readonly integrationId: string;
  readonly installationId?: string;
  /** The provider's id of the resource that it is about. */
  readonly resourceId?: string;
  readonly direction: 'outbound';
  /** The id of the endpoint. */
  readonly operation: string;
  readonly method: PartnerEndpoint['method'];
  /** With its query; of a call that has no address, the path as the endpoint states it. */
  readonly path: string;
  readonly status?: number;
  readonly outcome: ReadOutcome['kind'];
  /** Why it was not sent or is unknown; the code of a refusal. */
  readonly reason?: string;
  readonly durationMs: number;
  readonly attempt?: number;
  readonly idempotencyKey?: string;
  readonly callerKind?: CallerKind;
  readonly replay?: Replay;
  readonly traceId: string;
  readonly requestBody?: Json;
  readonly responseBody?: Json;
  /** When the call began. */
  readonly at: Date;
};

/** Which call is sent again, and who wanted it. */
export type Replay = { readonly of: string; readonly by: Actor };

/** The part of a record that is known only when the call is over. */
export function recordOfAnswer(
  endpoint: PartnerEndpoint,
  outcome: ReadOutcome,
  body: ResponseBody | undefined,
): Pick<RecordedCall, 'outcome' | 'status' | 'reason' | 'responseBody'> {
  const responseBody = body && shownBody(endpoint, outcome, body);
  return {
    outcome: outcome.kind,
    ...('status' in outcome && { status: outcome.status }),
    ...('reason' in outcome && { reason: outcome.reason }),
    ...(outcome.kind === 'refused' && { reason: outcome.refusal.code }),
    ...(responseBody !== undefined && { responseBody }),
  };
}

/** The part that is known before it begins. */
export function recordOfRequest(
  endpoint: PartnerEndpoint,
  request: WireRequest | undefined,
  body: unknown,
): Pick<RecordedCall, 'operation' | 'method' | 'path' | 'requestBody'> {
  return {
    operation: endpoint.id,
    method: endpoint.method,
    path: request ? redactPath(request.path) : endpoint.path,
    ...(body !== undefined && { requestBody: isTyped(endpoint) ? hidden : redactBody(body) }),
  };
}

/**
 * Text is shown only where it explains a failure. Of a success, and of JSON that breaks off, only the
 * length: there a secret could stand under a name that nobody can read any more.
 */
function shownBody(
  endpoint: PartnerEndpoint,
  outcome: ReadOutcome,
  body: ResponseBody,
): Json | undefined {
  if (body.kind === 'too_large') return undefined;
  if (body.kind === 'json') {
    if (isTyped(endpoint)) return hidden;
    return isStorable(body.value) ? redactBody(body.value) : '(characters that cannot be kept)';
  }
  if (body.text === '') return undefined;
  const explains =
    outcome.kind === 'refused' || (outcome.kind === 'unknown' && outcome.reason === 'server_error');
  const isShown = explains && !isTyped(endpoint) && !/^[[{]/.test(body.text);
  return isShown ? redactBody(redactText(body.text)) : `(${body.text.length} characters)`;
}

/** What people type into a resource, and what it prints, is theirs. @see spec/partner-api.md §4.11 */
function isTyped(endpoint: PartnerEndpoint): boolean {
  return endpoint.path.endsWith('/repl');
}
