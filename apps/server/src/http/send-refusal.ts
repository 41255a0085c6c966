import type { Refusal } from '@kontor/core';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import { DatabaseLost } from '../postgres/database-lost.ts';
import { errorBody, failureBody } from './error-body.ts';
import { BODY_LIMIT, MalformedBody } from './read-bodies.ts';

/** Sends why a request is not done. */
export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: Refusal,
): FastifyReply {
  const { status, body } = errorBody(refusal, { path: request.url, requestId: request.id });
  const retryAfter = refusal.facts?.retryAfterSeconds;
  if (typeof retryAfter === 'number') reply.header('retry-after', String(retryAfter));
  return reply.code(status).send(body);
}

export const notJson: Refusal = {
  code: 'unsupported_media_type',
  message: 'Send the body as application/json.',
};

export const nulInAddress: Refusal = {
  code: 'invalid_request',
  message: 'The address holds the character NUL, which no name or id has.',
};

export function notFound(request: FastifyRequest): Refusal {
  const [path] = request.url.split('?');
  return {
    code: 'route_not_found',
    message: `There is nothing at ${request.method} ${path}. The API is described at /openapi.json.`,
  };
}

/** Answers what was thrown: a refusal where it is one by its nature, or else that something went wrong. */
export function answerError(
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
