import type { FastifyInstance } from 'fastify';
import type { Database } from '../postgres/database.ts';

/**
 * `/healthz` says that the process answers; `/readyz` that it can do its work, for load balancers.
 * Neither needs a credential nor tells more.
 */
export function mountHealth(app: FastifyInstance, { read }: Pick<Database, 'read'>): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const isReady = await read('select 1').then(
      () => true,
      () => false,
    );
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'no database' });
  });
}
