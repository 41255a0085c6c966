import type { HostEndpoint } from '@kontor/protocol';
import * as fc from 'fast-check';
import { everyEndpoint } from '../isolation/endpoints.ts';
import type { Request } from '../isolation/requests.ts';
import { type Asker, openAsker } from './asking.ts';
import { calledOtherwise, disturbed } from './disturb.ts';
import { rank } from './rank.ts';
import { aimAt, aimWithout } from './right/index.ts';
import type { Stage } from './right/making.ts';
import { makeSmallKeys } from './small-keys.ts';
import { isTaken, type Tally } from './tally.ts';

/** So many endpoints are asked at once, and each of them so many times at once: both find what two do to each other. */
const ENDPOINTS_AT_ONCE = 8;
const OF_EACH_AT_ONCE = 3;

export type Round = { readonly seed: number; readonly requests: number; readonly tally: Tally };

/** Asks each endpoint at one host, in an order in which most requests find what they are about. */
export async function round(stage: Stage, { seed, requests, tally }: Round): Promise<void> {
  const asker = openAsker(stage.world.url, ENDPOINTS_AT_ONCE * OF_EACH_AT_ONCE);
  const endpoints = [...everyEndpoint].sort((one, other) => rank(one) - rank(other)).values();
  const restore = makeSmallKeys();
  await severally(ENDPOINTS_AT_ONCE, endpoints, (endpoint) =>
    turn({ stage, asker, tally, endpoint }, { seed, requests }),
  ).finally(restore);
  await asker.close();
}

type Turn = {
  readonly stage: Stage;
  readonly asker: Asker;
  readonly tally: Tally;
  readonly endpoint: HostEndpoint;
};

/** Asks an endpoint for what it does, and then with one thing of that as nobody would ask. */
async function turn(
  { stage, asker, tally, endpoint }: Turn,
  { seed, requests }: Pick<Round, 'seed' | 'requests'>,
): Promise<void> {
  const aim = await aimAt(endpoint, stage).catch((error: unknown) => {
    tally.unmade(endpoint, error);
    return aimWithout(endpoint, stage);
  });
  const send = async (request: Request) => {
    const began = performance.now();
    const answer = await asker.ask(request, aim.token);
    tally.note(endpoint, request, { ...answer, ms: performance.now() - began });
  };
  await send(aim.request);
  const drawn = fc
    .sample(disturbed(endpoint, aim), { numRuns: requests - 1, seed })
    .map((request, which) => calledOtherwise(request, which + 1));
  await severally(OF_EACH_AT_ONCE, drawn.values(), send);
}

/** The endpoints that have done nothing of what they were asked, with how they answer when nobody else asks anything. */
export async function neverTaken(stage: Stage, tally: Tally): Promise<readonly string[]> {
  const asker = openAsker(stage.world.url, 1);
  const found: string[] = [];
  for (const endpoint of everyEndpoint.filter((each) => !tally.isTaken(each))) {
    const { request, token } = await aimAt(endpoint, stage);
    const { status } = await asker.ask(request, token);
    if (!isTaken(status)) found.push(`${endpoint.id}: ${status}`);
  }
  await asker.close();
  return found;
}

/** Works through what there is, so many at once. */
async function severally<One>(
  most: number,
  all: Iterator<One>,
  work: (one: One) => Promise<void>,
): Promise<void> {
  const lane = async () => {
    for (let next = all.next(); !next.done; next = all.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: most }, lane));
}
