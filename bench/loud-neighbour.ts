import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { Pool } from 'undici';
import { type Asked, askInTurn, type LoudTeam, send } from './ask-in-turn.ts';
import { processorTime } from './measure.ts';
import {
  addTeams,
  PACE,
  PER_SECOND,
  ROUND_SECONDS,
  ROUNDS,
  readResources,
  reportOthers,
  TEAMS,
} from './other-teams.ts';
import { type BenchWorld, publishAndInstall } from './world.ts';

const TIMES_LOUDER = 100;
/** In the list that the loud team asks for. */
const RESOURCES = 330;

/**
 * What others wait while one team asks a hundred times as much as each of them, against without it; and
 * while the same is asked of another server, which shares nothing with theirs but the machine. Its client
 * and that server, which in life are on machines of their own, give way to everything else on this one.
 */
export async function benchLoudTeam(world: BenchWorld): Promise<void> {
  const others = await addTeams(world);
  const pool = new Pool(world.url, { connections: 64 });
  const ask = readResources(world, await addLoudTeam(world))();
  const elsewhere = await startServerOf(await sizeOf(pool, ask));
  const calm = beside('without it');
  const stranger = beside('it asks another server', startLoud(elsewhere.url, ask));
  const team = beside('with it', startLoud(world.url, ask));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const part of [calm, stranger, team]) {
      const before = await processorTime(pool);
      const [taken] = await Promise.all([askInTurn(pool, others, PACE), part.loud?.ask()]);
      const used = (await processorTime(pool)) - before;
      if (round === 0) continue;
      part.rounds.push(taken);
      part.used += used;
    }
  }
  await Promise.all([pool.close(), team.loud?.stop(), stranger.loud?.stop()]);
  elsewhere.stop();
  reportOthers(
    `${TEAMS} teams, ${PER_SECOND} requests a second each, while another team asks ${TIMES_LOUDER} times as much for a list of ${RESOURCES} resources, ${elsewhere.bytes} bytes as it is sent`,
    [calm, stranger, team],
  );
  const asked = ROUNDS * ROUND_SECONDS * PER_SECOND * TIMES_LOUDER;
  const each = (team.used - calm.used) / asked;
  console.log(
    `The host takes ${each.toFixed(0)} µs of a processor for a request of the loud team.`,
  );
}

/** What the others are asked beside, how long they waited in each round, in ms, and what the host took, in µs. */
function beside(name: string, loud?: ReturnType<typeof startLoud>) {
  return { name, loud, rounds: [] as number[][], used: 0 };
}

/** A team with a long list of its own, which is the same whatever was measured before. */
async function addLoudTeam({ api, provider }: BenchWorld): Promise<string> {
  const team = 'loud';
  await api(k.createTeam, { body: { name: 'Loud', slug: team } });
  const of = { team, slug: 'loud', baseUrl: provider.url };
  const params = { team, installation: (await publishAndInstall(api, of)).installation };
  for (let index = 0; index < RESOURCES; index++) {
    const body = { product: 'db', name: `db-${index}`, billingPlanId: 'free' };
    const { status, error } = await api(k.createResource, { params, body });
    if (status >= 300) throw new Error(JSON.stringify(error));
  }
  return team;
}

/** A client in a thread of its own. */
function startLoud(url: string, ask: Asked) {
  const pace = { perSecond: PER_SECOND * TIMES_LOUDER, seconds: ROUND_SECONDS };
  const workerData: LoudTeam = { ...pace, url, ask };
  const worker = new Worker(new URL('loud-team.ts', import.meta.url), { workerData });
  return {
    ask: async () => {
      worker.postMessage('ask');
      await once(worker, 'message');
    },
    stop: () => worker.terminate(),
  };
}

/** How many bytes an answer is on its way. */
async function sizeOf(pool: Pool, asked: Asked): Promise<number> {
  return (await (await send(pool, asked)).body.bytes()).length;
}

/** A server that answers so many bytes to whatever it is asked, in a process of its own. */
async function startServerOf(bytes: number) {
  const child = fork(new URL('bare-server.ts', import.meta.url), [String(bytes)]);
  const [port] = (await once(child, 'message')) as [number];
  return { url: `http://127.0.0.1:${port}`, bytes, stop: () => child.kill('SIGTERM') };
}
