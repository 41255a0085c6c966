import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { Pool } from 'undici';

/** What is sent again and again, to where, how often, and by how many at a time. */
export type BareLoop = {
  readonly url: string;
  readonly body: string;
  readonly count: number;
  readonly connections: number;
};

/** Sends the same over and over, and does nothing with what it is answered. */
export async function sendBare({ url, body, count, connections }: BareLoop): Promise<void> {
  const pool = new Pool(url, { connections });
  let sent = 0;
  const send = async () => {
    while (sent++ < count) {
      const headers = { 'content-type': 'application/json' };
      const answer = await pool.request({ method: 'POST', path: '/', headers, body });
      await answer.body.dump();
    }
  };
  await Promise.all(Array.from({ length: connections }, send));
  await pool.close();
}

/** As a thread of its own, it begins whenever it is told to. */
if (!isMainThread) {
  parentPort?.on('message', () => sendBare(workerData as BareLoop));
  parentPort?.postMessage('ready');
}
