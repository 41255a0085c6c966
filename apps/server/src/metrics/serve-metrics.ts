import Fastify, { type FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.ts';

/**
 * The address that Prometheus asks. It listens at a port of its own, which is for the own network:
 * what is told there needs no credential.
 */
export function createMetricsServer(metrics: Pick<Metrics, 'read'>): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true });
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await metrics.read();
    return reply.type(contentType).send(text);
  });
  return app;
}

/** Counts what an app answers, by the route that was found and never by the address that was asked. */
export function measureRequests(app: FastifyInstance, { noteRequest }: Metrics): void {
  app.addHook('onResponse', ({ method, routeOptions: { url } }, reply, done) => {
    noteRequest({ method, route: url, status: reply.statusCode, durationMs: reply.elapsedTime });
    done();
  });
}
