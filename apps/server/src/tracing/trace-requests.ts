import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type OpenSpan, type Tracing, untraced } from './tracing.ts';

/**
 * Each request that a route was found for becomes a span, named as the router names the route: addresses
 * hold names and ids. What it causes stands below it, at the provider too.
 */
export function traceRequests(app: FastifyInstance, tracing: Tracing): void {
  if (tracing === untraced) return;
  const spans = new WeakMap<FastifyRequest, OpenSpan>();
  app.addHook('onRequest', (request, _reply, done) => {
    const span = begin(tracing, request);
    if (span !== undefined) {
      spans.set(request, span);
      request.headers.traceparent = span.traceparent;
    }
    done();
  });
  // reading a body leaves the context that the first hook began in
  app.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request);
    if (span === undefined) done();
    else span.enter(done);
  });
  app.addHook('onResponse', (request, { statusCode }, done) => {
    const span = spans.get(request);
    if (span !== undefined) {
      span.note({ 'http.response.status_code': statusCode });
      if (statusCode >= 500) span.fail(String(statusCode));
      span.end();
    }
    done();
  });
}

function begin(tracing: Tracing, request: FastifyRequest): OpenSpan | undefined {
  const { method, headers, routeOptions } = request;
  if (routeOptions.url === undefined) return undefined;
  return tracing.begin(
    {
      name: `${method} ${routeOptions.url}`,
      kind: 'server',
      attributes: {
        'http.request.method': method,
        'http.route': routeOptions.url,
        'kontor.request_id': request.id,
      },
    },
    headers.traceparent?.toString(),
  );
}
