import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below those that the system gives to whoever calls out or listens anywhere. */
const LOWEST_PORT = 15_000;
const HIGHEST_PORT = 32_000;

/**
 * A port that nobody listens on, and that the system gives to nobody by itself: it stays free until it
 * is listened on, however long that takes.
 */
export async function freePort(): Promise<number> {
  const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (!isFree) return freePort();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
