import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@kontor/embedded-postgres';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { freePort } from '@kontor/testing';
import { startOne } from '../apps/server/test/process/several-hosts.ts';
import { createApi } from '../apps/server/test/world/api-client.ts';
import { median } from './measure.ts';
import { askMixed, type Mixed, type Town } from './processes/mixed-load.ts';
import { watchMemory } from './processes/watch-memory.ts';
import { report } from './report.ts';
import { publishAndInstall, signUp, startInstantProvider } from './world.ts';

/**
 * One, two and four processes that answer, with one that works, over one PostgreSQL; and what memory an
 * answering and a working process take, at rest and over some minutes of load. Run by
 * `npm run bench:processes`, with `-- --minutes 60` for a longer look at memory, and `--clients 8` for fewer.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    clients: { type: 'string', default: '32' },
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes is "${values.minutes}", and is a number above 0`);
const clients = Number(values.clients);
if (!(clients >= 1)) throw new Error(`--clients is "${values.clients}", and is a number from 1 on`);

const COUNTS = [1, 2, 4];
const TEAMS = 8;
const ROUNDS = 5;
const ROUND_SECONDS = 4;

const directory = await mkdtemp(join(tmpdir(), 'kontor-bench-processes-'));
const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
const provider = await startInstantProvider();
const metricsOf = { api: await freePort(), worker: await freePort() };
const shared = {
  DATABASE_URL: postgres.url,
  KONTOR_DATA: directory,
  // where a balancer would be
  KONTOR_URL: 'http://127.0.0.1:1',
  KONTOR_RATE_LIMITS: 'off',
  KONTOR_ALLOW_PRIVATE_ADDRESSES: 'true',
  KONTOR_LOG_LEVEL: 'error',
};
const first = await startOne('api', { ...shared, ...measuredAt(metricsOf.api) });
const worker = await startOne('worker', { ...shared, ...measuredAt(metricsOf.worker) });
const others = await Promise.all(
  Array.from({ length: Math.max(...COUNTS) - 1 }, () => startOne('api', shared)),
);
const answering = [first, ...others].map(({ url }) => url);

try {
  const memory = watchMemory({ answering: metricsOf.api, working: metricsOf.worker });
  await memory.atRest();
  const towns = await settle(first.url);
  await compareCounts(towns);
  const loaded = await memory.during(() =>
    askMixed(towns, answering.slice(0, 1), { seconds: minutes * 60, clients }),
  );
  report(
    `Memory of two processes at rest, and over ${minutes} minutes of load by ${clients} clients (${loaded.asked} requests, ${loaded.putOff} put off)`,
    loaded.rows,
    `What is left after each collection changes by ${loaded.slopes.join(' and by ')} MB an hour.`,
  );
} finally {
  await Promise.all([first, worker, ...others].map(({ stop }) => stop()));
  provider.stop();
  await postgres.stop();
  await rm(directory, { recursive: true });
}

/** Tells its memory at a port, of which the least is what a collection has left. */
function measuredAt(port: number) {
  const collecting = new URL('processes/collect.ts', import.meta.url);
  return { KONTOR_METRICS_PORT: String(port), NODE_OPTIONS: `--import ${collecting}` };
}

/** Teams with something installed, and a project each. */
async function settle(url: string): Promise<readonly Town[]> {
  const token = await signUp(url, shared.KONTOR_URL);
  const towns: Town[] = [];
  for (let index = 0; index < TEAMS; index++) towns.push(await found(url, token, `bench-${index}`));
  return towns;
}

async function found(url: string, token: string, team: string): Promise<Town> {
  const api = createApi(url, token);
  await api(k.createTeam, { body: { name: team, slug: team } });
  await api(k.createProject, { params: { team }, body: { name: 'web' } });
  const place = { team, slug: `instant-${team}`, baseUrl: provider.url };
  const { installation } = await publishAndInstall(api, place);
  return { token, team, installation, project: 'web' };
}

/** In turn, so that what disturbs the machine disturbs all; the first round warms up and does not count. */
async function compareCounts(towns: readonly Town[]): Promise<void> {
  const rounds = new Map<number, Mixed[]>(COUNTS.map((count) => [count, []]));
  const load = { seconds: ROUND_SECONDS, clients };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const count of COUNTS) {
      const mixed = await askMixed(towns, answering.slice(0, count), load);
      if (round > 0) rounds.get(count)?.push(mixed);
    }
  }
  const of = (count: number, pick: (mixed: Mixed) => number) =>
    median((rounds.get(count) ?? []).map(pick));
  const perSecond = (count: number) => of(count, (mixed) => mixed.asked / ROUND_SECONDS);
  report(
    'One, two and four processes that answer, and one that works, over one PostgreSQL',
    COUNTS.map((count) => ({
      processes: String(count),
      'per second': perSecond(count),
      'reads, p50 ms': of(count, ({ reads }) => reads.p50Ms),
      'reads, p99 ms': of(count, ({ reads }) => reads.p99Ms),
      'changes, p50 ms': of(count, ({ changes }) => changes.p50Ms),
      'changes, p99 ms': of(count, ({ changes }) => changes.p99Ms),
    })),
    COUNTS.slice(1)
      .map(
        (count) =>
          `${count} answer ${(perSecond(count) / perSecond(1)).toFixed(2)} × what one does`,
      )
      .join(', ')
      .concat('.'),
  );
}
