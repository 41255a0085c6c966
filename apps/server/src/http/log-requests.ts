import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { traceIdOf, traceparentOf, traceparentParts } from './trace.ts';

/**
 * Writes a line at `debug` for each request that is answered, with the trace id of whatever it causes. It names
 * the route as the router does and never the address that was asked, which can hold a secret. Where `debug` is
 * not logged, requests pass without it.
 */
export function logRequests(app: FastifyInstance, log: Logger): void {
  if (!log.isLevelEnabled('debug')) return;
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    const isTraced = traceparentParts(headers.traceparent?.toString()) !== undefined;
    if (!isTraced) headers.traceparent = traceparentOf(traceIdOf(undefined));
    done();
  });
  app.addHook('onResponse', ({ id, method, headers, routeOptions: { url } }, reply, done) => {
    const facts = {
      requestId: id,
      traceId: traceIdOf(headers.traceparent?.toString()),
      method,
      route: url ?? null,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
    };
    log.debug(facts, 'a request was answered');
    done();
  });
}
