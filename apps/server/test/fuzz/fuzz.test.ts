import type { HostEndpoint } from '@kontor/protocol';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Belongings, furnish, publishedBy } from '../isolation/belongings.ts';
import { everyEndpoint } from '../isolation/endpoints.ts';
import { reasonOf, send } from '../isolation/matrix.ts';
import { type Places, placesOf } from '../isolation/places.ts';
import type { Request } from '../isolation/requests.ts';
import { rightfulTokens } from '../isolation/rightful.ts';
import { isProof, table, writeEvidence } from '../proof/evidence.ts';
import { startWorld, type World } from '../world/world.ts';
import { disturbed } from './disturb.ts';

const isLong = isProof('security');
const LONGEST_MS = isLong ? 12 * 60 * 60 * 1000 : 240_000;
vi.setConfig({ testTimeout: LONGEST_MS, hookTimeout: 240_000 });

/** Of each endpoint; another number is told by `KONTOR_RUNS`. */
const RUNS = isLong ? Number(process.env.KONTOR_RUNS ?? 10_000) : 4;
/** The suite tries the same each time, so that what it finds is of the change it is run for. */
const seed = isLong ? Number(process.env.KONTOR_SEED ?? Date.now() % 2 ** 31) : 20_261_126;
const AT_ONCE = 8;
/** So many are drawn at a time: some of them are large. */
const DRAWN = 500;

let world: World;
let theirs: Belongings;
beforeAll(async () => {
  world = await startWorld({
    rateLimits: null,
    payments: { kind: 'test' },
    testClocks: 'owners',
    answerWithinMs: 500,
    billingEveryMs: 3_600_000,
  });
  theirs = await furnish(world, await publishedBy(world, world.owner, world.team, 'first'), 'acme');
});
afterAll(() => world.close());

/** What takes things away comes last, and what stops a team from doing anything last of all. */
const rank = ({ method, access }: (typeof everyEndpoint)[number]) =>
  (method === 'DELETE' ? 1 : 0) + (access.kind === 'operator' ? 2 : 0);

test('no request breaks the host, whatever stands in its address, its query or its body', async () => {
  const tokenFor = rightfulTokens(world, theirs);
  const places = placesOf(theirs);
  const broken: string[] = [];
  const started = performance.now();
  const statuses = new Map<number, number>();

  for (const endpoint of [...everyEndpoint].sort((one, other) => rank(one) - rank(other))) {
    for (const requests of drawn(endpoint, places)) {
      await Promise.all(
        requests.map(async (request) => {
          const answer = await send(world.url, request, tokenFor(endpoint));
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
          // a provider may be at fault, and then the answer says so
          if (answer.status < 500 || reasonOf(answer).startsWith('provider_')) return;
          broken.push(
            `${answer.status} ${endpoint.id}: ${request.method} ${request.address.slice(0, 300)} ${request.body?.slice(0, 300)}`,
          );
        }),
      );
    }
  }

  expect(broken).toEqual([]);
  expect(statuses.get(400) ?? 0).toBeGreaterThan(everyEndpoint.length);
  await writeEvidence('security', 'fuzz', {
    title: 'Requests as nobody would send them',
    parts: [
      `${everyEndpoint.length} endpoints, ${RUNS} requests each (seed ${seed}), by those who may call them: a right request with one thing in its address, query or body changed into what has broken programs before. None was answered by a fault of the host.`,
      table(
        ['Status', 'Answers'],
        [...statuses].sort(([one], [other]) => one - other),
      ),
      `They took ${Math.round((performance.now() - started) / 60_000)} minutes. Fewer of them: \`KONTOR_RUNS=300 npm run prove:security\`; the same ones again: \`KONTOR_SEED\`.`,
    ],
  });
});

/** All requests to an endpoint, a few at a time. */
function* drawn(endpoint: HostEndpoint, places: Places): Iterable<readonly Request[]> {
  for (let from = 0; from < RUNS; from += DRAWN) {
    const numRuns = Math.min(DRAWN, RUNS - from);
    const requests = fc.sample(disturbed(endpoint, places), { numRuns, seed: seed + from });
    for (let at = 0; at < numRuns; at += AT_ONCE) yield requests.slice(at, at + AT_ONCE);
  }
}

// what the long form has found
test.each([
  '/v7/deployments?until=-4.259312117688499e%2B39',
  '/v7/deployments?since=8640000000000000',
  '/v7/deployments?until=-8640000000000000',
  '/v10/projects?until=-8640000000000000',
])('a time that no store knows is refused as one: GET %s', async (address) => {
  const { status, text } = await send(
    world.url,
    { method: 'GET', address, body: undefined },
    world.owner.token,
  );

  expect([status, text]).toEqual([400, expect.stringContaining('of the years 1 to 9999')]);
});
