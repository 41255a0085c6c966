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
    if (isReady) return { status: 'ready' };
    return reply.code(503).header('retry-after', '2').send({ status: 'no database' });
  });
}
