import { parentPort, workerData } from 'node:worker_threads';
import { Pool } from 'undici';
import { askInTurn, type LoudTeam } from './ask-in-turn.ts';

/**
 * A team that asks for much, in a thread of its own: what its client takes to read the answers must not
 * be counted as what others wait for theirs.
 */
const { url, ask, perSecond, seconds } = workerData as LoudTeam;
const pool = new Pool(url, { connections: 64 });
parentPort?.on('message', async () => {
  await askInTurn(pool, [() => ask], { perSecond, seconds });
  parentPort?.postMessage('asked');
});
