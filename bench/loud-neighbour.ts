import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Pool } from 'undici';
import { type Asked, askInTurn, type LoudTeam } from './ask-in-turn.ts';
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
import type { BenchWorld } from './world.ts';

const TIMES_LOUDER = 100;

/**
 * What others wait while one team asks a hundred times as much as each of them, against without it; and
 * while the same is asked of another server, which shares nothing with theirs but the machine.
 */
export async function benchLoudTeam(world: BenchWorld): Promise<void> {
  const others = await addTeams(world);
  const pool = new Pool(world.url, { connections: 64 });
  const ask = readResources(world, world.team)();
  const elsewhere = await startServerOf(await sizeOf(pool, ask));
  const [team, stranger] = [world.url, elsewhere.url].map((url) => startLoud(url, ask));
  const waited = { calm: [] as number[], stranger: [] as number[], team: [] as number[] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [times, loud] of [
      [waited.calm],
      [waited.stranger, stranger],
      [waited.team, team],
    ] as const) {
      const [taken] = await Promise.all([askInTurn(pool, others, PACE), loud?.ask()]);
      if (round > 0) times.push(...taken);
    }
  }
  await Promise.all([pool.close(), team?.stop(), stranger?.stop()]);
  elsewhere.stop();
  reportOthers(
    `${TEAMS} teams, ${PER_SECOND} requests a second each, while another team asks ${TIMES_LOUDER} times as much for ${elsewhere.bytes} bytes`,
    [
      ['without it', waited.calm],
      ['it asks another server', waited.stranger],
      ['with it', waited.team],
    ],
  );
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

async function sizeOf(pool: Pool, { token, ...request }: Asked): Promise<number> {
  const answer = await pool.request({ ...request, headers: { authorization: `Bearer ${token}` } });
  return (await answer.body.bytes()).length;
}

/** A server that answers so many bytes to whatever it is asked, in a process of its own. */
async function startServerOf(bytes: number) {
  const child = fork(new URL('bare-server.ts', import.meta.url), [String(bytes)]);
  const [port] = (await once(child, 'message')) as [number];
  return { url: `http://127.0.0.1:${port}`, bytes, stop: () => child.kill('SIGTERM') };
}
