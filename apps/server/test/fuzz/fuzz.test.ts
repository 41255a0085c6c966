import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { everyEndpoint } from '../isolation/endpoints.ts';
import { send } from '../isolation/matrix.ts';
import { provedCommit } from '../proof/commit.ts';
import { isProof, table, writeEvidence } from '../proof/evidence.ts';
import { beginPart, countsOf, keepParts, readParts, sumOf } from '../proof/parts.ts';
import { inLanes } from './lanes.ts';
import { neverTaken } from './round.ts';
import { setStage } from './stage.ts';
import { type Asked, createTally, spreadOf } from './tally.ts';

const isLong = isProof('security');
const LONGEST_MS = isLong ? 12 * 60 * 60 * 1000 : 240_000;
vi.setConfig({ testTimeout: LONGEST_MS, hookTimeout: 240_000 });

/** Of each endpoint, by all parts together; another number is told by `KONTOR_RUNS`. */
const RUNS = isLong ? Number(process.env.KONTOR_RUNS ?? 10_000) : 6;
/** Of each endpoint at one host: nothing grows, or stays away once it was taken away, for longer. */
const IN_A_ROUND = Math.min(RUNS, 25);
/** The suite tries the same each time, so that what it finds is of the change it is run for. */
const seed = isLong ? Number(process.env.KONTOR_SEED ?? Date.now() % 2 ** 31) : 20_261_126;

let first: Awaited<ReturnType<typeof setStage>>;
let earlier: readonly Asked[];
const tally = createTally();
beforeAll(async () => {
  first = await setStage();
  earlier = await readParts();
});
afterAll(() => first.close());

test('no request breaks the host, whatever stands in its address, its query or its body', async () => {
  const part = beginPart(seed);
  // a short run writes nothing down, and needs no repository
  const commit = isLong ? provedCommit() : '';
  const [[had]] = spreadOf(countsOf(earlier, 'asked'));
  const remaining = Math.max(1, Math.ceil((RUNS - had) / IN_A_ROUND));
  let [begun, rounds] = [0, 0];
  const isOver = () => part.isOver() || tally.broken.length > 0;
  await inLanes({
    most: remaining,
    next() {
      if (begun === remaining || (rounds > 0 && isOver())) return undefined;
      begun += 1;
      return { seed: seed + (begun - 1) * IN_A_ROUND, requests: IN_A_ROUND };
    },
    onTold(told) {
      tally.count(told);
      rounds += 1;
      if (isLong) console.info(`${rounds} rounds, ${part.seconds()} s: ${tally.slowest(8)}`);
    },
  });

  expect(tally.broken).toEqual([]);
  expect(tally.statuses.get('400') ?? 0).toBeGreaterThan(everyEndpoint.length);
  const { asked, taken, statuses } = tally.told();
  const parts = [...earlier, { ...part.ended(), commit, rounds, asked, taken, statuses }];
  await keepParts(parts);
  await writeDown(parts);
});

test('every endpoint has done what it is for, so that nothing of it is left unasked', async () => {
  expect(await neverTaken(first, tally)).toEqual([]);
});

async function writeDown(parts: readonly Asked[]): Promise<void> {
  const spread = spreadOf(countsOf(parts, 'asked'));
  const days = [...new Set(parts.map(({ at }) => at.slice(0, 10)))].sort();
  const [[least]] = spread;
  await writeEvidence('security', 'fuzz', {
    title: 'Requests as nobody would send them',
    parts: [
      `${everyEndpoint.length} endpoints, at least ${least} requests each, by those who may call them: a right request with one thing in its address, query or body changed into what has broken programs before. None was answered by a fault of the host, or not at all.`,
      `${takenIn(parts).length} of the endpoints did what they are for at least once, and ${sumOf(
        parts.map(({ taken }) => ({ taken: totalOf(taken) })),
        'taken',
      )} requests were answered so. Each has its turn with a right request first, which names what is there for it: made a moment before where the request uses it up, in a team of its own where others would feel it. Whichever has not done it by then is asked once more when nobody else asks anything, and has to.`,
      `They took ${Math.round(sumOf(parts, 'seconds') / 60)} minutes, on ${days.join(', ')}, in parts with a seed of their own. A part is made of rounds over all endpoints, several at a time, each at a new host with a new database and a team that has at least one of everything. 'Done' is how many of its requests did what the endpoint is for.`,
      table(
        ['Ended', 'Commit', 'Seed', 'Rounds', 'Requests', 'Done', 'Seconds'],
        parts.map((each) => [
          ...[each.at, each.commit ?? 'not kept', each.seed, each.rounds, requestsOf(each)],
          ...[`${doneOf(each)} %`, each.seconds],
        ]),
      ),
      'What each endpoint has had in all parts:',
      table(['Requests', 'Endpoints'], spread),
      table(
        ['Status', 'Answers'],
        [...countsOf(parts, 'statuses')].sort(([one], [other]) => Number(one) - Number(other)),
      ),
      'Fewer of them: `KONTOR_RUNS=300 npm run prove:security -- fuzz`; the same ones again: `KONTOR_SEED`. As many as fit: `KONTOR_MINUTES=12`, and with `KONTOR_PARTS=parts.json` the next run adds itself to those before.',
    ],
  });
}

const takenIn = (parts: readonly Asked[]) => countsOf(parts, 'taken');
const totalOf = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, requests) => sum + requests, 0);
const requestsOf = ({ asked }: Asked) => totalOf(asked);
const doneOf = (part: Asked) => ((100 * totalOf(part.taken)) / requestsOf(part)).toFixed(1);

// what the long form has found
test.each([
  '/v7/deployments?until=-4.259312117688499e%2B39',
  '/v7/deployments?since=8640000000000000',
  '/v7/deployments?until=-8640000000000000',
  '/v10/projects?until=-8640000000000000',
])('a time that no store knows is refused as one: GET %s', async (address) => {
  const { status, text } = await send(
    first.world.url,
    { method: 'GET', address, body: undefined },
    first.world.owner.token,
  );

  expect([status, text]).toEqual([400, expect.stringContaining('of the years 1 to 9999')]);
});
