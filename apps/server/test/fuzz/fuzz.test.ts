import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { furnish, publishedBy } from '../isolation/belongings.ts';
import { everyEndpoint } from '../isolation/endpoints.ts';
import { send } from '../isolation/matrix.ts';
import { type Places, placesOf } from '../isolation/places.ts';
import { rightfulTokens } from '../isolation/rightful.ts';
import { isProof, table, writeEvidence } from '../proof/evidence.ts';
import { beginPart, countsOf, keepParts, readParts, sumOf } from '../proof/parts.ts';
import { startWorld } from '../world/world.ts';
import { openAsker } from './asking.ts';
import { calledOtherwise, disturbed } from './disturb.ts';
import { rank } from './rank.ts';
import { type Asked, createTally, failuresIn, spreadOf, type Tally } from './tally.ts';

const isLong = isProof('security');
const LONGEST_MS = isLong ? 12 * 60 * 60 * 1000 : 240_000;
vi.setConfig({ testTimeout: LONGEST_MS, hookTimeout: 240_000 });

/** Of each endpoint, by all parts together; another number is told by `KONTOR_RUNS`. */
const RUNS = isLong ? Number(process.env.KONTOR_RUNS ?? 10_000) : 4;
/** Of each endpoint at one host: nothing grows, or stays away once it was taken away, for longer. */
const IN_A_ROUND = Math.min(RUNS, 25);
/** The suite tries the same each time, so that what it finds is of the change it is run for. */
const seed = isLong ? Number(process.env.KONTOR_SEED ?? Date.now() % 2 ** 31) : 20_261_126;
const AT_ONCE = 16;

type Stage = Awaited<ReturnType<typeof setStage>>;
async function setStage() {
  const world = await startWorld({
    rateLimits: null,
    payments: { kind: 'test' },
    testClocks: 'owners',
    answerWithinMs: 500,
    billingEveryMs: 3_600_000,
  });
  const published = await publishedBy(world, world.owner, world.team, 'first');
  const theirs = await furnish(world, published, 'acme');
  return { world, places: placesOf(theirs), tokenFor: rightfulTokens(world, theirs) };
}

let first: Stage;
let earlier: readonly Asked[];
beforeAll(async () => {
  first = await setStage();
  earlier = await readParts();
});
afterAll(() => first.world.close());

test('no request breaks the host, whatever stands in its address, its query or its body', async () => {
  const tally = createTally();
  const part = beginPart(seed);
  const [[had]] = spreadOf(countsOf(earlier, 'asked'));
  let rounds = 0;
  do {
    const stage = rounds === 0 ? first : await setStage();
    await round(stage, seed + rounds * IN_A_ROUND, tally);
    tally.broken.push(...failuresIn(stage.world.logs));
    if (stage !== first) await stage.world.close();
    rounds += 1;
    if (isLong) console.info(`${rounds} rounds, ${part.seconds()} s: ${tally.slowest(8)}`);
  } while (had + rounds * IN_A_ROUND < RUNS && !part.isOver() && tally.broken.length === 0);

  expect(tally.broken).toEqual([]);
  expect(tally.statuses.get(400) ?? 0).toBeGreaterThan(everyEndpoint.length);
  const parts = [...earlier, { ...part.ended(), rounds, ...tally.told() }];
  await keepParts(parts);
  await writeDown(parts);
});

/** Sends each endpoint its requests, several at once, in an order in which most of them find what they are about. */
async function round({ world, places, tokenFor }: Stage, seed: number, tally: Tally) {
  const { ask, close } = openAsker(world.url, AT_ONCE);
  const requests = drawn(places, seed);
  const lane = async () => {
    for (const { endpoint, request } of requests) {
      const began = performance.now();
      const answer = await ask(request, tokenFor(endpoint));
      tally.note(endpoint, request, { ...answer, ms: performance.now() - began });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  await close();
}

function* drawn(places: Places, seed: number) {
  for (const endpoint of [...everyEndpoint].sort((one, other) => rank(one) - rank(other))) {
    const requests = fc.sample(disturbed(endpoint, places), { numRuns: IN_A_ROUND, seed });
    for (const [which, request] of requests.entries()) {
      yield { endpoint, request: calledOtherwise(request, which) };
    }
  }
}

async function writeDown(parts: readonly Asked[]): Promise<void> {
  const spread = spreadOf(countsOf(parts, 'asked'));
  const days = [...new Set(parts.map(({ at }) => at.slice(0, 10)))].sort();
  const [[least]] = spread;
  await writeEvidence('security', 'fuzz', {
    title: 'Requests as nobody would send them',
    parts: [
      `${everyEndpoint.length} endpoints, at least ${least} requests each, by those who may call them: a right request with one thing in its address, query or body changed into what has broken programs before. None was answered by a fault of the host, or not at all.`,
      `They took ${Math.round(sumOf(parts, 'seconds') / 60)} minutes, on ${days.join(', ')}, in parts with a seed of their own. A part is made of rounds over all endpoints, each at a new host with a new database and a team that has at least one of everything.`,
      table(
        ['Ended', 'Seed', 'Rounds', 'Requests', 'Seconds'],
        parts.map((each) => [each.at, each.seed, each.rounds, requestsOf(each), each.seconds]),
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

const requestsOf = ({ asked }: Asked) =>
  Object.values(asked).reduce((sum, requests) => sum + requests, 0);

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
