import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SecurityHeaders } from './security-headers.ts';

/** What stands at the head of every answer, unless the answer has said it in its own way. */
export function stampWith(browsers: SecurityHeaders) {
  const usual = Object.entries({ 'cache-control': 'no-store', ...browsers });
  return (request: FastifyRequest, reply: FastifyReply): void => {
    reply.header('x-request-id', request.id).header('x-vercel-id', request.id);
    for (const [name, value] of usual) if (!reply.hasHeader(name)) reply.header(name, value);
  };
}
