import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { isProof, table, writeEvidence } from '../proof/evidence.ts';
import { choose, randomFrom, someOf } from './choose.ts';
import { crash, idleLabels, type Outcome, pointsOf } from './crash.ts';
import { flows } from './flows/index.ts';
import { type Engine, type Lane, openLane } from './lane.ts';
import type { Point } from './point.ts';
import type { Flow } from './scene.ts';

const { CRASH_SEED, CRASH_POINTS } = process.env;
const seed = CRASH_SEED === undefined ? randomInt(2 ** 31) : Number(CRASH_SEED);

type Case = { readonly flow: Flow; readonly point: Point };

/** The points of each flow, as one host passes them; they are those of the product, on whichever database. */
async function pointsOfAll(lane: Lane, chosen: readonly Flow[]) {
  const points = new Map<Flow, readonly Point[]>();
  const idle = await idleLabels(lane, 1_500);
  for (const flow of chosen) points.set(flow, await pointsOf(lane, flow, idle));
  return points;
}

function casesOf(
  points: ReadonlyMap<Flow, readonly Point[]>,
  perFlow: number,
  random: () => number,
): readonly Case[] {
  return [...points].flatMap(([flow, all]) =>
    choose(all, perFlow, random).map((point) => ({ flow, point })),
  );
}

const isLong = isProof('crash');

test(
  isLong
    ? 'a host that is killed anywhere loses nothing, does nothing twice and leaves nothing stuck'
    : `a host that is killed in the middle loses nothing and does nothing twice (CRASH_SEED=${seed})`,
  isLong ? {} : { timeout: 300_000 },
  () => (isLong ? killedAnywhere() : killedSomewhere()),
);

async function killedSomewhere(): Promise<void> {
  const random = randomFrom(seed);
  const lane = await openLane('DATABASE_URL');
  const cases = casesOf(await pointsOfAll(lane, someOf(flows, 2, random)), 1, random);
  const outcomes: Outcome[] = [];
  for (const { flow, point } of cases) {
    outcomes.push(await crash(lane, flow, point, { stuckAfterMs: 60_000, skipsLeases: true }));
  }
  await lane.close();

  expect(outcomes.filter(({ problems }) => problems.length > 0)).toEqual([]);
  expect(outcomes.filter(({ wasKilled }) => wasKilled).length).toBeGreaterThan(0);
}

/** As many hosts as one server of tests has connections for. */
const LANES = 3;
const engines: readonly { readonly engine: Engine; readonly perFlow: number }[] = [
  { engine: 'DATABASE_URL', perFlow: 12 },
  { engine: 'embedded', perFlow: 12 },
  { engine: 'embedded, killed with the host', perFlow: 4 },
];

async function killedAnywhere(): Promise<void> {
  const parts: string[] = [];
  const failures: Outcome[] = [];
  const random = randomFrom(seed);
  const scout = await openLane('DATABASE_URL');
  const points = await pointsOfAll(scout, flows);
  await scout.close();
  for (const { engine, perFlow } of engines) {
    const most = Number(CRASH_POINTS ?? Number.POSITIVE_INFINITY);
    const wanted = CRASH_POINTS === 'all' ? Number.POSITIVE_INFINITY : Math.min(perFlow, most);
    const outcomes = await killAll(engine, casesOf(points, wanted, random));
    parts.push(`## ${engine}`, reportOf(outcomes, points));
    failures.push(...outcomes.filter(({ problems }) => problems.length > 0));
  }
  await writeEvidence('crash', 'crash', {
    title: 'Killed in the middle',
    parts: [HEAD, ...parts],
  });

  expect(failures).toEqual([]);
}

/** Kills hosts at the points of all flows, several of them side by side. */
async function killAll(engine: Engine, cases: readonly Case[]): Promise<readonly Outcome[]> {
  const lanes = await Promise.all(Array.from({ length: LANES }, () => openLane(engine)));
  const waiting = cases.values();
  const outcomes: Outcome[] = [];
  await Promise.all(
    lanes.map(async (lane) => {
      for (const { flow, point } of waiting) {
        const outcome = await crash(lane, flow, point, { stuckAfterMs: 60_000 });
        outcomes.push(outcome);
        if (outcome.problems.length > 0) console.error(engine, outcome);
      }
      await lane.close();
    }),
  );
  return outcomes;
}

const HEAD = `A host runs in a process of its own, which is killed with SIGKILL before a statement, call or answer, or after it was
sent and before anything of it is heard, or when its answer has come. Then it is started again, and the client asks again for
whatever it was not answered, under the same \`Idempotency-Key\`. The provider lives on in another process and keeps a record of
what it does. The points are not written down by anybody: each flow runs once, and what goes by is counted. Chosen were some
by seed ${seed}, two of three of them commits, calls and answers; \`CRASH_POINTS=all npm run prove:crash\` takes all.

*Lost* is what the client was told and is not there afterwards; *twice* is anything else that is not exactly as it has to be, at
the provider by its own record, in the log and in the books; *stuck* is what still runs 60 s after the host listens again.`;

function reportOf(
  outcomes: readonly Outcome[],
  points: ReadonlyMap<Flow, readonly Point[]>,
): string {
  const row = (name: string, of: readonly Outcome[], passed: number) => {
    const killed = of.filter(({ wasKilled }) => wasKilled);
    const problems = of.flatMap((outcome) => outcome.problems);
    const begins = (word: string) => problems.filter((text) => text.startsWith(word)).length;
    const [lost, stuck] = [begins('lost'), begins('stuck')];
    return [
      name,
      passed,
      killed.length,
      killed.filter(({ acknowledged }) => acknowledged > 0).length,
      lost,
      problems.length - lost - stuck,
      stuck,
      (Math.max(...killed.map(({ settledMs }) => settledMs)) / 1000).toFixed(1),
    ];
  };
  const rows = [...points].map(([{ name }, all]) =>
    row(
      name,
      outcomes.filter(({ flow }) => flow === name),
      all.length,
    ),
  );
  const all = [...points.values()].reduce((sum, each) => sum + each.length, 0);
  return table(
    ['Flow', 'Points', 'Killed at', 'After an answer', 'Lost', 'Twice', 'Stuck', 'Longest, s'],
    [...rows, row('all', outcomes, all)],
  );
}
