import { writeFile } from 'node:fs/promises';
import { StartError } from '../start/start-error.ts';
import type { TourRecord } from './record.ts';
import { tellStory } from './story.ts';
import { createTerminalTeller } from './terminal-teller.ts';
import { beginTour, TourFailure, type TourListener } from './tour.ts';
import { enterWorld, type TourWorld } from './world.ts';
import { writeMarkdown } from './write-markdown.ts';

export type TakeTourOptions = {
  /** Prints one JSON document at the end instead of telling what happens. */
  readonly json: boolean;
  /** Where to write the page of the run. */
  readonly record: string | undefined;
  readonly signal: AbortSignal;
  readonly stdout: NodeJS.WriteStream;
};

/** Takes the tour. Answers the exit code: 0 when everything was as it should be. */
export async function takeTour({
  json,
  record: page,
  signal,
  stdout,
}: TakeTourOptions): Promise<number> {
  const teller = createTerminalTeller(stdout);
  if (!json) stdout.write('Looking for a running world, or starting one …\n');
  const world = await enterWorld(signal);
  try {
    const record = await run(world, signal, json ? SILENT : teller);
    if (json) stdout.write(`${JSON.stringify(record, null, 2)}\n`);
    else teller.onEnd(record);
    if (record.failure) return 1;
    if (page) await writeFile(page, writeMarkdown(record));
    return 0;
  } finally {
    await world.leave();
  }
}

const SILENT: TourListener = { onStep: () => {}, onBeat: () => {} };

async function run(
  world: TourWorld,
  signal: AbortSignal,
  listener: TourListener,
): Promise<TourRecord> {
  const startedAt = new Date();
  const { tour, steps } = beginTour({ world, signal, listener });
  const failure = await tellStory(tour).then(
    () => null,
    (error: unknown) => ({ step: steps.at(-1)?.title ?? '', ...explain(error) }),
  );
  signal.throwIfAborted();
  return {
    host: world.hostUrl,
    provider: world.providerUrl,
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    steps,
    failure: failure && { ...failure, actual: tour.mask.value(failure.actual) },
  };
}

/** A refusal of the host, or a database that does not open, is not as it should be either. */
function explain(error: unknown): { expected: string; actual: unknown } {
  if (error instanceof TourFailure) return { expected: error.expected, actual: error.actual };
  if (error instanceof StartError)
    return { expected: 'an answer that the API declares', actual: error.message };
  return { expected: 'no failure', actual: String(error) };
}
