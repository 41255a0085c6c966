import type { FastifyInstance } from 'fastify';
import type { Database } from '../postgres/database.ts';
import type { Drain } from './drain.ts';

/**
 * `/healthz` says that the process answers; `/readyz` that it can do its work and goes on doing it,
 * for load balancers.
 * Neither needs a credential nor tells more.
 */
export function mountHealth(
  app: FastifyInstance,
  { read, isDraining }: Pick<Database, 'read'> & Pick<Drain, 'isDraining'>,
): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    if (isDraining()) return reply.code(503).send({ status: 'ending' });
    const isReady = await read('select 1').then(
      () => true,
      () => false,
    );
    if (isReady) return { status: 'ready' };
    return reply.code(503).header('retry-after', '2').send({ status: 'no database' });
  });
}
