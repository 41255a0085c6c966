import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Ports are taken from below the range in which systems choose the ports of outgoing connections, so
 * that none of those gets one before whoever asked listens on it.
 */
const FIRST = 10_000;
const BEHIND_LAST = 32_000;

/** Two ports of this machine on which nobody listens. */
export async function findFreePorts(): Promise<[number, number]> {
  const first = await findFreePort();
  return [first, await findFreePort(first)];
}

async function findFreePort(taken?: number): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (BEHIND_LAST - FIRST));
    if (port !== taken && (await isFree(port))) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw error;
  } finally {
    server.close();
  }
}
