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
import { showClock } from './shown-clock.ts';
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
export function serve(serving: Serving): void {
  const flaw = flawOf(serving);
  const served = flaw === undefined ? admit(serving) : refuseWith(serving, flaw);
  // a promise that the framework is given is waited for until the answer has left, which costs more
  if (served instanceof Promise) served.catch((error: unknown) => serving.reply.send(error));
}

/** What no route answers, whoever asks. */
function flawOf({ route, request }: Serving): Refusal | undefined {
  if (request.url.includes('%00')) return nulInAddress;
  return !route.endpoint.acceptsForm && isForm(request) ? notJson : undefined;
}

/** Lets those to the route who may, and have not asked too often. */
function admit(serving: Serving): Soon<void> {
  const { route, options, request, reply } = serving;
  const { endpoint } = route;
  const { query, headers } = request;
  const params = request.params as Params;
  return soon(authorise(options.callers, { endpoint, params, query, headers }), (authorised) => {
    if (!authorised.ok) return refuseWith(serving, authorised.error);
    const caller = authorised.value;
    showClock(reply, caller);
    return soon(countCall(options.rateLimits, endpoint, { request, reply, caller }), (tooOften) =>
      tooOften === undefined ? void answer(serving, caller) : refuseWith(serving, tooOften),
    );
  });
}

function refuseWith({ request, reply }: Serving, refusal: Refusal): void {
  sendRefusal(request, reply, refusal);
}

type Params = Readonly<Record<string, string>>;

/** What is thrown is answered as well, so that nobody has to wait for it. */
async function answer(serving: Serving, caller: Caller): Promise<void> {
  const { route, options, request, reply } = serving;
  const { endpoint } = route;
  try {
    const parsed = parseRequest(endpoint, { query: request.query, body: request.body });
    if (!parsed.ok) return refuseWith(serving, parsed.error);
    const keyed = callerKeyOf(endpoint, caller, request.headers['idempotency-key']);
    if (!keyed.ok) return refuseWith(serving, keyed.error);
    const call = new AdmittedCall(request, { ...parsed.value, caller, key: keyed.value });
    const handle = () =>
      options.entrance.within(shareOf(caller, request.ip), () => route.handle(call as never));
    const outcome: Result<AnyAnswer, Refusal> =
      keyed.value === null
        ? await handle()
        : await options.idempotentAnswers.once(keyed.value, request, handle);
    if (!outcome.ok) return refuseWith(serving, outcome.error);
    checkAnswer(route, options, outcome.value);
    const sent = sendAnswer(
      reply,
      outcome.value,
      endpoint.responses[outcome.value.status] !== null,
    );
    if (sent instanceof Promise) await sent;
  } catch (error) {
    reply.send(error);
  }
}

type Admitted = {
  readonly query: unknown;
  readonly body: unknown;
  readonly caller: Caller;
  readonly key: CallerKey | null;
};

/** A request as its route is given it. A class, because an object with a getter of its own is made slowly. */
class AdmittedCall {
  readonly params: Params;
  readonly query: unknown;
  readonly body: unknown;
  readonly caller: Caller;
  readonly callerKey: string | null;
  readonly requestId: string;
  readonly address: string;
  readonly header: (name: string) => string | undefined;
  #traceId: string | undefined;

  constructor(request: FastifyRequest, { query, body, caller, key }: Admitted) {
    const { headers } = request;
    this.params = request.params as Params;
    this.query = query;
    this.body = body;
    this.caller = caller;
    // another request under the same key begins an operation of its own
    this.callerKey = key && `${key.caller}:${key.key}:${fingerprintOf(request).slice(0, 32)}`;
    this.requestId = request.id;
    this.address = request.ip;
    this.header = (name) => firstOf(headers[name]);
  }

  /** Made where it is wanted: most reads cause nothing. */
  get traceId(): string {
    this.#traceId ??= traceIdOf(this.header('traceparent'));
    return this.#traceId;
  }
}

function firstOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
