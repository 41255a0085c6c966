import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { bareEnvironment, databaseRun } from '@kontor/testing';
import type { Asking, Telling } from './lane.ts';
import type { Told } from './tally.ts';

/**
 * One more than processors: what a host does is done by one of them at a time, and a lane waits for its
 * database, for a new host and for providers that do not answer.
 */
const LANES = availableParallelism() + 1;

export type Rounds = {
  readonly most: number;
  /** The next one; undefined when there is none any more. */
  readonly next: () => Omit<Asking, 'databases'> | undefined;
  readonly onTold: (told: Told) => void;
};

/** Has programs of their own make the rounds, several at a time, each at a host and a database of its own. */
export async function inLanes({ most, next, onTold }: Rounds): Promise<void> {
  const databases = databaseRun();
  let hasFailed = false;
  const lane = async () => {
    const program = fork(new URL('lane.ts', import.meta.url), { env: bareEnvironment() });
    try {
      for (let round = next(); round !== undefined && !hasFailed; round = next()) {
        onTold(await askOf(program, { databases, ...round }));
      }
    } catch (error) {
      hasFailed = true;
      throw error;
    } finally {
      if (program.connected) program.disconnect();
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, most) }, lane));
}

async function askOf(program: ChildProcess, asking: Asking): Promise<Told> {
  const isOver = new AbortController();
  const { signal } = isOver;
  program.send(asking);
  try {
    const telling = await Promise.race([
      once(program, 'message', { signal }).then(([told]) => told as Telling),
      once(program, 'exit', { signal }).then(
        ([code, how]): Telling => ({
          error: `The lane ended by ${how ?? code}: seed ${asking.seed}`,
        }),
      ),
    ]);
    if ('error' in telling) throw new Error(telling.error);
    return telling.told;
  } finally {
    isOver.abort();
  }
}
