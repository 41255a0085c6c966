import { type DatabaseRun, joinDatabaseRun } from '@kontor/testing';
import { round } from './round.ts';
import { setStage } from './stage.ts';
import { createTally, failuresIn, type Told } from './tally.ts';

/** What a lane is asked: a round, and where it finds a database for it. */
export type Asking = {
  readonly databases: DatabaseRun;
  readonly seed: number;
  readonly requests: number;
};

/** What it tells of it: what came of the round, or why there was none. */
export type Telling = { readonly told: Told } | { readonly error: string };

/** A program with a host of its own for each round that it is asked for, one after the other. */
process.on('message', async (asking: Asking) => {
  process.send?.(
    await askedRound(asking).then(
      (told): Telling => ({ told }),
      (error: Error): Telling => ({ error: `seed ${asking.seed}: ${error.stack}` }),
    ),
  );
});
process.on('disconnect', () => process.exit());

async function askedRound({ databases, seed, requests }: Asking): Promise<Told> {
  joinDatabaseRun(databases);
  const stage = await setStage();
  try {
    const tally = createTally();
    await round(stage, { seed, requests, tally });
    tally.broken.push(...failuresIn(stage.world.logs));
    return tally.told();
  } finally {
    await stage.close();
  }
}
