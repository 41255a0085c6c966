import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

const retryMs = 200;

/** How long a process that was killed may take to let go, in milliseconds. */
const patienceMs = 5_000;

export type SoleUser = { readonly release: () => Promise<void> };

/**
 * Makes this process the only provider on its state database, for as long as its session lives. When
 * the server restarts, the session is made again.
 *
 * @throws Error when another process holds it
 */
export async function becomeSoleUser(
  url: string,
  onLost: (reason: string) => void,
): Promise<SoleUser> {
  let isReleased = false;
  let session = await holdWithin(patienceMs);
  watch(session);

  return {
    release: async () => {
      isReleased = true;
      await session.end();
    },
  };

  async function holdWithin(limitMs: number): Promise<Client> {
    const giveUpAt = performance.now() + limitMs;
    for (;;) {
      const held = await hold(url);
      if (held) return held;
      if (performance.now() > giveUpAt) {
        throw new Error('Another provider runs on this state database. Stop it, or name another.');
      }
      await delay(retryMs);
    }
  }

  function watch(held: Client): void {
    held.once('end', () => {
      if (!isReleased) void regain();
    });
  }

  async function regain(): Promise<void> {
    onLost('The session that keeps other providers away broke. It is made again.');
    while (!isReleased) {
      const held = await hold(url).catch(() => undefined);
      if (held && isReleased) return held.end();
      if (held) {
        session = held;
        return watch(held);
      }
      await delay(retryMs, undefined, { ref: false });
    }
  }
}

/** A session that holds the lock, or nothing when another one does. */
async function hold(url: string): Promise<Client | undefined> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  // the end of the session is what matters, and it is told by itself
  client.on('error', () => {});
  await client.connect();
  const { rows } = await client.query<{ held: boolean }>(
    "select pg_try_advisory_lock(hashtextextended('kontor sole provider', 0)) as held",
  );
  if (rows[0]?.held) return client;
  await client.end();
  return undefined;
}
