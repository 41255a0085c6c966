import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { poolId } from './config.ts';

/** Below those that the system gives to whoever calls out or listens anywhere. */
const LOWEST_PORT = 15_000;
const HIGHEST_PORT = 32_000;
/** As many as there may be workers of a test run at a time, and one for programs that are none. */
const SHARES = 17;
const SHARE = (HIGHEST_PORT - LOWEST_PORT) / SHARES;

/** What this program has given away: it may be a while until somebody listens there. */
const given = new Set<number>();

/**
 * A port that nobody listens on, and that neither the system nor another worker of the test run gives to anybody:
 * it stays free until it is listened on, however long that takes.
 */
export async function freePort(): Promise<number> {
  const [lowest, beyond] = portsOf(poolId());
  if (given.size > SHARE / 2) given.clear();
  const port = randomInt(lowest, beyond);
  if (given.has(port) || !(await isFree(port))) return freePort();
  given.add(port);
  return port;
}

/** The ports of one worker of a test run, the last one not among them; a program that is none has its own. */
export function portsOf(worker: string | undefined): readonly [lowest: number, beyond: number] {
  const lowest = LOWEST_PORT + (Number(worker ?? 0) % SHARES) * SHARE;
  return [lowest, lowest + SHARE];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const isListening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (isListening) await new Promise<void>((resolve) => server.close(() => resolve()));
  return isListening;
}
