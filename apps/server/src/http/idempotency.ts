import { createHash } from 'node:crypto';
import {
  canonicalJson,
  idOfActor,
  type JsonValue,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import type { HostEndpoint } from '@kontor/protocol';
import type { FastifyRequest } from 'fastify';
import type {
  AnyAnswer,
  InstallationCaller,
  PersonCaller,
  ServiceCaller,
  TeamCaller,
} from './route.ts';

/** A caller's Idempotency-Key with whose it is: two callers may use the same text. */
export type CallerKey = { readonly teamId: string; readonly caller: string; readonly key: string };

/** Remembers the answers to keyed requests, so that a repeat gets the first one. */
export type IdempotentAnswers = {
  /**
   * Runs `handle` unless the key has an answer, and then gives that. A repeat that comes while the
   * first is still running waits for it. Another request under the same key is refused.
   */
  readonly once: (
    key: CallerKey,
    request: Pick<FastifyRequest, 'method' | 'url' | 'body'>,
    handle: () => Promise<Result<AnyAnswer, Refusal>>,
  ) => Promise<Result<AnyAnswer, Refusal>>;
};

const LONGEST_KEY = 255;

/** What makes two requests the same one: method, address and body, whatever the order of its keys. */
export function fingerprintOf({
  method,
  url,
  body,
}: Pick<FastifyRequest, 'method' | 'url' | 'body'>): string {
  const content = body === undefined ? '' : canonicalJson(body as JsonValue);
  return createHash('sha256').update(`${method} ${url}\n${content}`).digest('hex');
}

/** Reads the Idempotency-Key of a change made inside a team; elsewhere the header means nothing. */
export function callerKeyOf(
  endpoint: HostEndpoint,
  caller: TeamCaller | InstallationCaller | ServiceCaller | PersonCaller | null,
  header: string | string[] | undefined,
): Result<CallerKey | null, Refusal> {
  const key = Array.isArray(header) ? header[0] : header;
  // what streams past is kept nowhere
  if (endpoint.streams) return ok(null);
  if (key === undefined || endpoint.method === 'GET' || caller === null || !('team' in caller)) {
    return ok(null);
  }
  if (key.length < 1 || key.length > LONGEST_KEY) {
    return refuse(
      'invalid_request',
      `Idempotency-Key may have 1 to ${LONGEST_KEY} characters, and this one has ${key.length}.`,
    );
  }
  const { actor } = caller;
  return ok({ teamId: caller.team.id, caller: idOfActor(actor) ?? '', key });
}
