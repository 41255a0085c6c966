import type { Refusal, Result } from '@kontor/core';
import type { HostEndpoint } from '@kontor/protocol';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { DatabaseLost } from '../postgres/database-lost.ts';
import { type Soon, soon } from '../soon.ts';
import { isStorableText } from '../storable.ts';
import { authorise, type Caller } from './authorise.ts';
import { type Entrance, shareOf } from './entrance.ts';
import { errorBody, failureBody } from './error-body.ts';
import {
  type CallerKey,
  callerKeyOf,
  fingerprintOf,
  type IdempotentAnswers,
} from './idempotency.ts';
import { parseRequest } from './parse.ts';
import { isPrepared, preparedJson } from './prepared-json.ts';
import type { Callers } from './principal.ts';
import { countCall, type RateLimits } from './rate-limit.ts';
import { mintRequestId } from './request-id.ts';
import type { AnyAnswer, Route } from './route.ts';
import { type SecurityHeaders, securityHeaders } from './security-headers.ts';
import { shownClock } from './shown-clock.ts';
import { traceIdOf } from './trace.ts';

/** Largest request body that is read, in bytes. */
export const BODY_LIMIT = 1024 * 1024;

/** How many answers are checked against their endpoint where none is refused for it. */
const CHECKED_SHARE = 0.01;

export type AppOptions = {
  readonly routes: readonly Route[];
  readonly callers: Callers;
  readonly idempotentAnswers: IdempotentAnswers;
  readonly entrance: Entrance;
  /** Undefined where the operator has switched limits off. */
  readonly rateLimits?: RateLimits | undefined;
  readonly log: FastifyBaseLogger;
  /** Whose word about where a request came from is believed. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Whether the host is reached over https. */
  readonly isSecure?: boolean;
  /** Refuse to send an answer that its endpoint does not declare. On in development and tests. */
  readonly strictAnswers: boolean;
};

/**
 * The HTTP surface: every route under `/` and under `/api`, so that clients of the protocol need
 * only another base address.
 */
export function createApp(options: AppOptions): FastifyInstance {
  const stamp = stampWith(securityHeaders({ isSecure: options.isSecure ?? false }));
  const app: FastifyInstance = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    trustProxy: options.trustedProxies?.length ? [...options.trustedProxies] : false,
    genReqId: mintRequestId,
    frameworkErrors: (error, request, reply) => {
      // no hook runs for an address that no route can be found by
      stamp(request, reply);
      sendRefusal(request, reply, {
        code: 'invalid_request',
        message: `The address cannot be read: ${error.message}.`,
      });
    },
    routerOptions: { maxParamLength: 2048, ignoreTrailingSlash: true },
    forceCloseConnections: 'idle',
    // whoever asks while it ends, on a connection that is open, is answered all the same
    return503OnClosing: false,
  });
  readJsonBodies(app);
  // none of these waits for anything, and a promise for each would be felt
  app.addHook('onSend', (request, reply, payload, done) => {
    stamp(request, reply);
    done(null, payload);
  });
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, options.log));
  app.setNotFoundHandler((request, reply) => sendRefusal(request, reply, notFound(request)));
  for (const route of options.routes) mount(app, route, options);
  return app;
}

/** What stands at the head of every answer, unless the answer has said it in its own way. */
function stampWith(browsers: SecurityHeaders) {
  const usual = Object.entries({ 'cache-control': 'no-store', ...browsers });
  return (request: FastifyRequest, reply: FastifyReply): void => {
    reply.header('x-request-id', request.id).header('x-vercel-id', request.id);
    for (const [name, value] of usual) if (!reply.hasHeader(name)) reply.header(name, value);
  };
}

/** Bodies are JSON; an empty one is no body, because clients send the content type regardless. */
function readJsonBodies(app: FastifyInstance): void {
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, text, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(text))));
  });
  app.addContentTypeParser(
    /^application\/(?:[\w.+-]+\+)?json(?:;|$)/i,
    { parseAs: 'string' },
    (_request, text, done) => {
      if (text === '') return done(null, undefined);
      try {
        const json = String(text);
        const body: unknown = JSON.parse(json);
        if (!isStorableText(json, body)) {
          const flaw = 'it holds the character NUL or half of a surrogate pair';
          return done(new MalformedBody(flaw), undefined);
        }
        done(null, body);
      } catch (cause) {
        done(new MalformedBody(cause instanceof Error ? cause.message : 'not JSON'), undefined);
      }
    },
  );
}

/** A body that is not what its content type says. */
export class MalformedBody extends Error {}

const FORM = 'application/x-www-form-urlencoded';

function isForm({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.toLowerCase().startsWith(FORM) === true;
}

const notJson: Refusal = {
  code: 'unsupported_media_type',
  message: 'Send the body as application/json.',
};

function mount(app: FastifyInstance, route: Route, options: AppOptions): void {
  for (const url of addressesOf(route.endpoint)) {
    app.route({
      method: route.endpoint.method,
      url,
      ...(route.endpoint.maxBodyBytes && { bodyLimit: route.endpoint.maxBodyBytes }),
      handler: (request, reply) => {
        const served = serve({ route, options, request, reply });
        // a promise that the framework is given is waited for until the answer has left, which costs more
        if (served instanceof Promise) served.catch((error: unknown) => reply.send(error));
      },
    });
  }
}

/** Every address that an endpoint is answered at, as the router names them. */
export function addressesOf({ path, aliases = [] }: HostEndpoint): readonly string[] {
  return [path, ...aliases].flatMap((each) => {
    const address = each.replaceAll(/\{(\w+)\}/g, ':$1');
    return [address, `/api${address}`];
  });
}

type Serving = {
  readonly route: Route;
  readonly options: AppOptions;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

/** Answers a request. Nothing of it waits that is known already, until it comes to the route itself. */
function serve(serving: Serving): Soon<FastifyReply> {
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
  return send(reply, outcome.value, endpoint.responses[outcome.value.status] !== null);
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

/** In production a sample is enough to hear of a mistake, and the answer goes out all the same. */
function checkAnswer(route: Route, { strictAnswers, log }: AppOptions, given: AnyAnswer): void {
  if (!strictAnswers && Math.random() >= CHECKED_SHARE) return;
  const problem = undeclared(route, given);
  if (problem === undefined) return;
  if (strictAnswers) throw new Error(problem);
  log.error({ operation: route.endpoint.id, problem }, 'undeclared answer');
}

function send(
  reply: FastifyReply,
  { status, body, headers }: AnyAnswer,
  hasBody: boolean,
): Soon<FastifyReply> {
  reply.code(status);
  if (headers !== undefined) reply.headers(headers);
  if (!hasBody) return reply.send();
  if (body instanceof File) {
    return body.arrayBuffer().then((bytes) => reply.send(Buffer.from(bytes)));
  }
  if (typeof body === 'object' && body !== null) {
    const prepared = preparedJson(body);
    return prepared === undefined ? reply.send(body) : reply.type(JSON_TYPE).send(prepared);
  }
  // by itself a text would go out as it is, and null as nothing
  return reply.type(JSON_TYPE).send(JSON.stringify(body));
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** Prepared bodies that are as declared: they are answered often, and checked once. */
const declared = new WeakSet<object>();

function undeclared({ endpoint }: Route, answer: AnyAnswer): string | undefined {
  const schema = endpoint.responses[answer.status];
  if (schema === undefined) return `${endpoint.id} does not declare the status ${answer.status}`;
  if (endpoint.streams) return undefined;
  if (schema === null) return answer.body === null ? undefined : `${endpoint.id} declares no body`;
  const prepared = isPrepared(answer.body) ? answer.body : undefined;
  if (prepared !== undefined && declared.has(prepared)) return undefined;
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) {
    if (prepared !== undefined) declared.add(prepared);
    return undefined;
  }
  const issue = parsed.error.issues[0];
  return `${endpoint.id} answers ${answer.status} with a wrong ${issue?.path.join('.')}: ${issue?.message}`;
}

function sendRefusal(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, body } = errorBody(refusal, { path: request.url, requestId: request.id });
  const retryAfter = refusal.facts?.retryAfterSeconds;
  if (typeof retryAfter === 'number') reply.header('retry-after', String(retryAfter));
  return reply.code(status).send(body);
}

const nulInAddress: Refusal = {
  code: 'invalid_request',
  message: 'The address holds the character NUL, which no name or id has.',
};

function notFound(request: FastifyRequest): Refusal {
  const [path] = request.url.split('?');
  return {
    code: 'route_not_found',
    message: `There is nothing at ${request.method} ${path}. The API is described at /openapi.json.`,
  };
}

function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  log: FastifyBaseLogger,
): FastifyReply {
  const refusal = refusalOf(error, request.routeOptions.bodyLimit ?? BODY_LIMIT);
  if (refusal === unavailable) log.warn({ err: error, requestId: request.id }, 'no database');
  if (refusal !== undefined) return sendRefusal(request, reply, refusal);
  log.error({ err: error, requestId: request.id, url: request.routeOptions.url }, 'request failed');
  const { status, body } = failureBody(request.url, request.id);
  return reply.code(status).send(body);
}

/** Nobody knows whether a change whose database was lost has happened, so a repeat says that it is one. */
const unavailable: Refusal = {
  code: 'unavailable',
  message:
    'The database does not answer just now. Try again in 2 seconds, a change with the same Idempotency-Key.',
  facts: { retryAfterSeconds: 2 },
};

/** What the HTTP layer itself refuses, told by its error codes. */
function refusalOf(error: unknown, limitBytes: number): Refusal | undefined {
  if (error instanceof DatabaseLost) return unavailable;
  if (error instanceof MalformedBody) {
    return { code: 'invalid_request', message: `The body is not valid JSON: ${error.message}.` };
  }
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return {
        code: 'body_too_large',
        message: `The body is larger than the limit of ${limitBytes} bytes.`,
        facts: { limitBytes },
      };
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return notJson;
    default:
      return undefined;
  }
}

function firstOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
