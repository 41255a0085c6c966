import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { Pool } from 'undici';
import { askInTurn, type LoudTeam } from './ask-in-turn.ts';

/**
 * A team that asks for much, in a thread of its own: what its client takes to read the answers must not
 * be counted as what others wait for theirs. It gives way to everything else as well: in life it is on a
 * machine of its own, and takes nothing of the processors that the host runs on.
 */
const { url, ask, perSecond, seconds } = workerData as LoudTeam;
// of this thread alone, which only Linux knows; elsewhere it would be the clients of the others, too
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
const pool = new Pool(url, { connections: 64 });
parentPort?.on('message', async () => {
  await askInTurn(pool, [() => ask], { perSecond, seconds });
  parentPort?.postMessage('asked');
});
