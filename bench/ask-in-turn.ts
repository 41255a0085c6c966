import type { Pool } from 'undici';

export type Asked = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token: string;
  readonly body?: string;
};
export type Ask = () => Asked;

/** What a team asks in a thread of its own. */
export type LoudTeam = Pace & { readonly url: string; readonly ask: Asked };

export type Pace = { readonly perSecond: number; readonly seconds: number };

/** So many requests a second, whether or not those before have been answered. Answers how long each took, in ms. */
export async function askInTurn(
  pool: Pool,
  asks: readonly Ask[],
  { perSecond, seconds }: Pace,
): Promise<number[]> {
  const times: number[] = [];
  const start = performance.now();
  const all = Array.from({ length: perSecond * seconds }, async (_, index) => {
    const due = start + (index * 1000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const before = performance.now();
    await answered(pool, asks[index % asks.length]);
    times.push(performance.now() - before);
  });
  await Promise.all(all);
  return times;
}

async function answered(pool: Pool, ask: Ask | undefined): Promise<void> {
  if (ask === undefined) throw new Error('nothing is asked');
  const asked = ask();
  const answer = await send(pool, asked);
  if (answer.statusCode >= 300) {
    throw new Error(`${asked.path}: ${answer.statusCode} ${await answer.body.text()}`);
  }
  // to make a text of each would be work of this client, beside what it measures
  await answer.body.dump({ limit: LONGEST_ANSWER });
}

/** Asks as every client with a `fetch` does, which takes gzip; what comes is not unpacked. */
export function send(pool: Pool, { token, ...request }: Asked) {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'accept-encoding': 'gzip',
  };
  return pool.request({ ...request, headers });
}

/** In bytes: of a longer one the connection would be closed. */
const LONGEST_ANSWER = 64 * 1024 * 1024;
