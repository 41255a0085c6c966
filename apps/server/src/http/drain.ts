import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

const LOOK_EVERY_MS = 50;

export type Drain = {
  /** Whether this process is about to end, and should be sent nothing more. */
  readonly isDraining: () => boolean;
  /**
   * Goes on answering while clients and load balancers find another process: every answer closes its
   * connection. Over when nobody is connected any more, or after so long.
   */
  readonly begin: (atMostMs: number) => Promise<void>;
};

export function createDrain(app: FastifyInstance): Drain {
  let isDraining = false;
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isDraining) reply.header('connection', 'close');
    done(null, payload);
  });
  const connections = () =>
    new Promise<number>((resolve) => app.server.getConnections((_error, count) => resolve(count)));
  return {
    isDraining: () => isDraining,
    begin: async (atMostMs) => {
      isDraining = true;
      const end = performance.now() + atMostMs;
      while (performance.now() < end && (await connections()) > 0) await delay(LOOK_EVERY_MS);
    },
  };
}
