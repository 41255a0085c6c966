import type { Refusal, Result } from '@kontor/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Soon, soon } from '../soon.ts';
import { authorise, type Caller } from './authorise.ts';
import { type CheckAnswerOptions, checkAnswer } from './check-answer.ts';
import { type Entrance, shareOf } from './entrance.ts';
import {
  type CallerKey,
  callerKeyOf,
  fingerprintOf,
  type IdempotentAnswers,
} from './idempotency.ts';
import { parseRequest } from './parse.ts';
import type { Callers } from './principal.ts';
import { countCall, type RateLimits } from './rate-limit.ts';
import { isForm } from './read-bodies.ts';
import type { AnyAnswer, Route } from './route.ts';
import { sendAnswer } from './send-answer.ts';
import { notJson, nulInAddress, sendRefusal } from './send-refusal.ts';
import { shownClock } from './shown-clock.ts';
import { traceIdOf } from './trace.ts';

export type ServeOptions = CheckAnswerOptions & {
  readonly callers: Callers;
  readonly idempotentAnswers: IdempotentAnswers;
  readonly entrance: Entrance;
  /** Undefined where the operator has switched limits off. */
  readonly rateLimits?: RateLimits | undefined;
};

type Serving = {
  readonly route: Route;
  readonly options: ServeOptions;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

/** Answers a request. Nothing of it waits that is known already, until it comes to the route itself. */
export function serve(serving: Serving): Soon<FastifyReply> {
  const { route, options, request, reply } = serving;
  const { endpoint } = route;
  if (request.url.includes('%00')) return sendRefusal(request, reply, nulInAddress);
  if (!endpoint.acceptsForm && isForm(request)) return sendRefusal(request, reply, notJson);
  const { query, headers } = request;
  const params = request.params as Params;
  return soon(authorise(options.callers, { endpoint, params, query, headers }), (authorised) => {
    if (!authorised.ok) return sendRefusal(request, reply, authorised.error);
    const caller = authorised.value;
    reply.headers(shownClock(caller));
    return soon(countCall(options.rateLimits, endpoint, { request, reply, caller }), (tooOften) =>
      tooOften === undefined ? answer(serving, caller) : sendRefusal(request, reply, tooOften),
    );
  });
}

type Params = Readonly<Record<string, string>>;

async function answer(
  { route, options, request, reply }: Serving,
  caller: Caller,
): Promise<FastifyReply> {
  const { endpoint } = route;
  const { entrance, idempotentAnswers } = options;
  const parsed = parseRequest(endpoint, { query: request.query, body: request.body });
  if (!parsed.ok) return sendRefusal(request, reply, parsed.error);
  const keyed = callerKeyOf(endpoint, caller, request.headers['idempotency-key']);
  if (!keyed.ok) return sendRefusal(request, reply, keyed.error);
  const call = callOf(request, { ...parsed.value, caller, key: keyed.value });
  const handle = () =>
    entrance.within(shareOf(caller, request.ip), () => route.handle(call as never));
  const outcome: Result<AnyAnswer, Refusal> =
    keyed.value === null
      ? await handle()
      : await idempotentAnswers.once(keyed.value, request, handle);
  if (!outcome.ok) return sendRefusal(request, reply, outcome.error);
  checkAnswer(route, options, outcome.value);
  return sendAnswer(reply, outcome.value, endpoint.responses[outcome.value.status] !== null);
}

type Admitted = {
  readonly query: unknown;
  readonly body: unknown;
  readonly caller: Caller;
  readonly key: CallerKey | null;
};

/** A request as its route is given it. */
function callOf(request: FastifyRequest, { query, body, caller, key }: Admitted) {
  const { headers } = request;
  let traceId: string | undefined;
  return {
    params: request.params as Params,
    query,
    body,
    caller,
    header: (name: string) => firstOf(headers[name]),
    // another request under the same key begins an operation of its own
    callerKey: key && `${key.caller}:${key.key}:${fingerprintOf(request).slice(0, 32)}`,
    requestId: request.id,
    address: request.ip,
    /** Made where it is wanted: most reads cause nothing. */
    get traceId() {
      traceId ??= traceIdOf(firstOf(headers.traceparent));
      return traceId;
    },
  };
}

function firstOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
