import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { isProof, table, writeEvidence } from '../proof/evidence.ts';
import { beginPart, countsOf, keepParts, type Part, readParts, sumOf } from '../proof/parts.ts';
import { type Stage, setStage } from './stage.ts';
import { anyLife, createTally, LONGEST, live, type Tally } from './step.ts';

const isLong = isProof('model');
const LONGEST_MS = isLong ? 8 * 60 * 60 * 1000 : 240_000;
vi.setConfig({ testTimeout: LONGEST_MS, hookTimeout: LONGEST_MS });

/** How many steps are taken in all, by all parts; the suite takes the same few each time. */
const STEPS = isLong ? Number(process.env.KONTOR_STEPS ?? 100_000) : 130;
/** So many are drawn for each that is taken: others find nothing that they could be done to. */
const DRAWN = 3;
const seed = isLong ? Number(process.env.KONTOR_SEED ?? Date.now() % 2 ** 31) : 20_261_126;
/** So many lives go on beside each other, so that there is traffic. */
const LANES = isLong ? 4 : 2;
const LIVES = Math.ceil((STEPS * DRAWN) / LANES / ((LONGEST + LONGEST / 3) / 2));
/** In the long form lives begin until all steps are taken, however many that needs. */
const LIVES_AT_MOST = isLong ? LIVES * 3 : LIVES;

/** What a part has done, and was told. */
type Lives = Part & {
  readonly steps: number;
  readonly lives: number;
  readonly compared: number;
  readonly done: Readonly<Record<string, number>>;
  readonly answers: Readonly<Record<string, number>>;
};

let stage: Stage;
let earlier: readonly Lives[];
beforeAll(async () => {
  stage = await setStage();
  earlier = await readParts();
});
afterAll(() => stage.close());

test('whatever teams do, in any order, the host answers and shows what the model says', async () => {
  const tally = createTally();
  const part = beginPart(seed);
  const before = sumOf(earlier, 'steps');
  const isOver = () => isLong && (before + tally.steps >= STEPS || part.isOver());

  // one that has found a difference does not end the others
  const ends = await Promise.allSettled(
    Array.from({ length: LANES }, (_, lane) =>
      fc.assert(
        fc.asyncProperty(anyLife, async (steps) => {
          if (isOver()) return;
          await live(stage, steps, tally);
          if (isLong) console.info(`${tally.steps} steps, ${part.seconds()} s`);
        }),
        // to shrink the first difference of an hour would take hours: it is told with its steps
        { seed: seed + lane, numRuns: LIVES_AT_MOST, endOnFailure: isLong },
      ),
    ),
  );

  const differences = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  for (const each of differences) console.error(each);
  if (differences.length > 0) throw differences[0];
  expect(tally.compared).toBe(tally.lives * 3);
  if (!isLong) expect(tally.steps).toBeGreaterThan(STEPS * 0.9);
  if (isLong) expect(isOver()).toBe(true);
  const parts = [...earlier, { ...part.ended(), ...told(tally) }];
  await keepParts(parts);
  const compared = sumOf(parts, 'compared');
  await writeEvidence('model', 'model', {
    title: 'A host beside a model of it',
    parts: [
      `Three teams of four people, and one of a platform who acts through it, with two providers that answer, do ${sumOf(parts, 'steps')} things in ${sumOf(parts, 'lives')} lives of at most ${LONGEST} steps and a beginning (${LANES} lives at once, ${sumOf(parts, 'seconds')} s): drawn at random, by anybody, also by those who may not, and about what is there, is gone, or is another team's. A model of some hundred lines that shares no code with the product says each answer beforehand, and at the end of a life everything that an owner can see, with the values of every environment of every project: ${compared} teams were compared whole. Nothing differed.`,
      'Each run has a host, a database and a seed of its own:',
      table(
        ['Ended', 'Seed', 'Steps', 'Lives', 'Seconds'],
        parts.map((part) => [part.at, part.seed, part.steps, part.lives, part.seconds]),
      ),
      'What was done, how often:',
      table(['Operation', 'Times'], countsOf(parts, 'done')),
      'What the host answered, and the model had said:',
      table(['Answer', 'Times'], countsOf(parts, 'answers')),
      'Another number of steps: `KONTOR_STEPS=20000 npm run prove:model`; the same ones again: `KONTOR_SEED`. As many as fit: `KONTOR_MINUTES=30`, and with `KONTOR_PARTS=parts.json` the next run adds itself to those before. What a difference turns out to be, shrunk to its fewest steps, is kept as a test beside this one.',
    ],
  });
});

function told({ steps, lives, compared, done, answers }: Tally): Omit<Lives, keyof Part> {
  return {
    ...{ steps, lives, compared },
    ...{ done: Object.fromEntries(done), answers: Object.fromEntries(answers) },
  };
}
