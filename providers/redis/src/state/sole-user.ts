import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from '../server/redis.ts';

const name = 'kontor-provider';
const retryMs = 100;
/** How long a process that was killed may take to let go, in milliseconds. */
const patienceMs = 5_000;

/**
 * Makes this process the only provider on its server, for as long as the connection lives: of those
 * that bear the name, the one that was there first is it.
 *
 * @throws Error when another process is
 */
export async function becomeSoleUser(redis: Redis): Promise<void> {
  await redis.run('CLIENT', 'SETNAME', name);
  const own = Number(await redis.run('CLIENT', 'ID'));
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const list = String(await redis.run('CLIENT', 'LIST'));
    const isAnother = list.split('\n').some((line) => {
      const id = Number(/^id=(\d+)/.exec(line)?.[1]);
      return line.includes(` name=${name} `) && id < own;
    });
    if (!isAnother) return;
    if (performance.now() > giveUpAt) {
      throw new Error('Another provider runs on this Redis server. Stop it, or name another.');
    }
    await delay(retryMs);
  }
}
