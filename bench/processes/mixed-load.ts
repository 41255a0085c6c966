import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { percentile } from '../measure.ts';

/** Where the load goes. */
export type Town = {
  readonly token: string;
  readonly team: string;
  readonly installation: string;
  readonly project: string;
};

type Times = { readonly p50Ms: number; readonly p99Ms: number };

/** What became of a load: how much was asked, how often it was put off, and how long answers took. */
export type Mixed = {
  readonly asked: number;
  readonly putOff: number;
  readonly reads: Times;
  readonly changes: Times;
};

/** How often a request that a busy host puts off is made again before that counts as a failure. */
const ASKED_AGAIN = 10;
/** Reads between one change and the next. */
const READS = 8;

/**
 * Clients that read what teams read most, and now and then make a resource and take it away again, at so
 * many processes in turn. What is put off is asked again as the host says.
 *
 * @throws Error where anything is answered that is no success
 */
export async function askMixed(
  towns: readonly Town[],
  urls: readonly string[],
  { seconds, clients }: { readonly seconds: number; readonly clients: number },
): Promise<Mixed> {
  const connections = Math.ceil(clients / urls.length);
  const pools = urls.map((url) => new Pool(url, { connections }));
  let putOff = 0;
  const times = { reads: [] as number[], changes: [] as number[] };
  const end = performance.now() + seconds * 1000;
  const lane = async (_: unknown, index: number) => {
    const [pool, town] = [pools[index % pools.length], towns[index % towns.length]];
    if (pool === undefined || town === undefined) throw new Error('there is nobody to ask');
    const ask = askerAt(pool, town, () => {
      putOff += 1;
    });
    const timed = async (kind: 'reads' | 'changes', work: () => Promise<unknown>) => {
      const before = performance.now();
      const answer = await work();
      times[kind].push(performance.now() - before);
      return answer;
    };
    for (let turn = index; performance.now() < end; turn++) {
      if (turn % (READS + 1) > 0) {
        await timed('reads', () => ask.read(turn));
        continue;
      }
      const id = await timed('changes', ask.make);
      await timed('changes', () => ask.remove(String(id)));
    }
  };
  try {
    await Promise.all(Array.from({ length: clients }, lane));
  } finally {
    await Promise.all(pools.map((pool) => pool.close()));
  }
  const of = (all: readonly number[]) => ({
    p50Ms: percentile(all, 0.5),
    p99Ms: percentile(all, 0.99),
  });
  const asked = times.reads.length + times.changes.length;
  return { asked, putOff, reads: of(times.reads), changes: of(times.changes) };
}

let made = 0;

function askerAt(pool: Pool, { token, team, installation, project }: Town, notePutOff: () => void) {
  const base = `/kontor/v1/teams/${team}`;
  const reads = [
    `${base}/projects/${project}/environments/production/values`,
    `${base}/resources`,
    `${base}/installations`,
    `${base}/events?limit=20`,
  ];
  const call = async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: string) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(method !== 'GET' && { 'idempotency-key': randomUUID() }),
    };
    for (let again = 0; ; again++) {
      const answer = await pool.request({ method, path, headers, body: body ?? null });
      const text = await answer.body.text();
      if (answer.statusCode < 300) return text;
      if (answer.statusCode !== 503 || again === ASKED_AGAIN) {
        throw new Error(`${path}: ${answer.statusCode} ${text}`);
      }
      notePutOff();
      await delay(Number(answer.headers['retry-after']) * 1000);
    }
  };
  return {
    read: (turn: number) => call('GET', reads[turn % reads.length] ?? base),
    make: async (): Promise<string> => {
      made += 1;
      const body = { product: 'db', name: `r${process.pid}-${made}`, billingPlanId: 'free' };
      const path = `${base}/installations/${installation}/resources`;
      const { resource } = JSON.parse(await call('POST', path, JSON.stringify(body)));
      return resource.id;
    },
    remove: (id: string) => call('DELETE', `${base}/resources/${id}`),
  };
}
