import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { OpenSpan, Tracing } from './tracing.ts';

/**
 * Each request that a route was found for becomes a span, named as the router names the route: addresses
 * hold names and ids. What it causes stands below it, at the provider too.
 */
export function traceRequests(app: FastifyInstance, tracing: Tracing): void {
  const spans = new WeakMap<FastifyRequest, OpenSpan>();
  app.addHook('onRequest', async (request) => {
    const { method, headers, routeOptions } = request;
    if (routeOptions.url === undefined) return;
    const span = tracing.begin(
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
    if (span === undefined) return;
    spans.set(request, span);
    headers.traceparent = span.traceparent;
  });
  // reading a body leaves the context that the first hook began in
  app.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request);
    if (span === undefined) done();
    else span.enter(done);
  });
  app.addHook('onResponse', async (request, { statusCode }) => {
    const span = spans.get(request);
    if (span === undefined) return;
    span.note({ 'http.response.status_code': statusCode });
    if (statusCode >= 500) span.fail(String(statusCode));
    span.end();
  });
}
