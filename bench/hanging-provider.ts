import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { Pool } from 'undici';
import { type Ask, askInTurn, type LoudTeam } from './ask-in-turn.ts';
import { percentile } from './measure.ts';
import { report } from './report.ts';
import { answerTo, type BenchWorld, publishAndInstall } from './world.ts';

const TEAMS = 20;
/** What one team asks in a second. */
const PER_SECOND = 2;
const TIMES_LOUDER = 100;
/** Fewer than would fill the places of one provider in a round. */
const HANGING_PER_SECOND = 10;
const ROUND_SECONDS = 5;
const ROUNDS = 6;
/** Of what the others ask of a host whose provider hangs, every so many is a provision at another one. */
const PROVISION_EVERY = 8;

/** What others wait while one team asks a hundred times as much as each of them, against without it. */
export async function benchLoudTeam(world: BenchWorld): Promise<void> {
  const others = await addTeams(world);
  const pool = new Pool(world.url, { connections: 64 });
  const pace = { perSecond: TEAMS * PER_SECOND, seconds: ROUND_SECONDS };
  const ask = readResources(world, world.team)();
  const loudPace = { perSecond: PER_SECOND * TIMES_LOUDER, seconds: ROUND_SECONDS };
  const workerData: LoudTeam = { ...loudPace, url: world.url, ask };
  const loud = new Worker(new URL('loud-team.ts', import.meta.url), { workerData });
  const calm: number[] = [];
  const beside: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const alone = await askInTurn(pool, others, pace);
    loud.postMessage('ask');
    const [among] = await Promise.all([askInTurn(pool, others, pace), once(loud, 'message')]);
    if (round === 0) continue;
    calm.push(...alone);
    beside.push(...among);
  }
  await Promise.all([pool.close(), loud.terminate()]);
  reportOthers(
    `${TEAMS} teams, ${PER_SECOND} requests a second each, while another team asks ${TIMES_LOUDER} times as much`,
    [
      ['without it', calm],
      ['with it', beside],
    ],
  );
}

/**
 * What others wait while the calls to one provider hang, against the same calls while it answers. In turn:
 * what hangs is answered at the end of a round.
 */
export async function benchHangingProvider(world: BenchWorld): Promise<void> {
  const provider = await startStubbornProvider();
  const pool = new Pool(world.url, { connections: 64 });
  const stubbornPool = new Pool(world.url, { connections: 64 });
  const stubborn = await installStubborn(world, provider.url);
  const others = await mixedRequests(world);
  const calm: number[] = [];
  const beside: number[] = [];
  let held = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    for (const times of [calm, beside]) {
      if (times === beside) provider.hang();
      const seconds = ROUND_SECONDS;
      const calls = askInTurn(stubbornPool, [stubborn], { perSecond: HANGING_PER_SECOND, seconds });
      const taken = await askInTurn(pool, others, { perSecond: TEAMS * PER_SECOND, seconds });
      held = Math.max(held, provider.held());
      provider.answer();
      await calls;
      if (round > 0) times.push(...taken);
    }
  }
  await Promise.all([pool.close(), stubbornPool.close()]);
  provider.stop();
  reportOthers(
    `${TEAMS} teams, ${PER_SECOND} requests a second each, while ${HANGING_PER_SECOND} calls a second go to another provider, which lets up to ${held} hang`,
    [
      ['it answers', calm],
      ['it hangs', beside],
    ],
  );
}

function readResources({ token }: BenchWorld, team: string): Ask {
  return () => ({ method: 'GET', path: `/kontor/v1/teams/${team}/resources`, token });
}

async function addTeams(world: BenchWorld): Promise<readonly Ask[]> {
  const round = Date.now().toString(36);
  const names = Array.from({ length: TEAMS }, (_, index) => `other-${round}-${index}`);
  for (const slug of names) await world.api(k.createTeam, { body: { name: slug, slug } });
  return names.map((team) => readResources(world, team));
}

/** Resources are read by each team, and now and then one is provisioned at the provider that answers. */
async function mixedRequests(world: BenchWorld): Promise<readonly Ask[]> {
  const provision = provisionIn(world, world);
  const reads = await addTeams(world);
  return reads.flatMap((ask, index) => (index % PROVISION_EVERY === 0 ? [ask, provision] : [ask]));
}

function provisionIn(
  { token }: BenchWorld,
  { team, installation }: { readonly team: string; readonly installation: string },
): Ask {
  let made = 0;
  const round = Date.now().toString(36);
  return () => ({
    method: 'POST',
    path: `/kontor/v1/teams/${team}/installations/${installation}/resources`,
    token,
    body: JSON.stringify({ product: 'db', name: `${round}-${made++}`, billingPlanId: 'free' }),
  });
}

/** A provider that answers at once, until it is told to let calls hang. */
async function startStubbornProvider() {
  const waiting = new Set<() => void>();
  let hangs = false;
  let made = 0;
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      const body = answerTo(request, `stubborn_${made++}`);
      const answer = () => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(body);
      };
      // what it offers it tells all the same: a read is not waited for as long as a change
      if (hangs && request.method === 'POST') waiting.add(answer);
      else answer();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    hang: () => {
      hangs = true;
    },
    answer: () => {
      hangs = false;
      for (const answer of waiting) answer();
      waiting.clear();
    },
    held: () => waiting.size,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Installs it in a team of its own, and answers what provisions there. */
async function installStubborn(world: BenchWorld, baseUrl: string): Promise<Ask> {
  const team = 'stubborn';
  await world.api(k.createTeam, { body: { name: 'Stubborn', slug: team } });
  const { installation } = await publishAndInstall(world.api, { team, slug: 'stubborn', baseUrl });
  return provisionIn(world, { team, installation });
}

function reportOthers(
  title: string,
  [calm, beside]: readonly [readonly [string, number[]], readonly [string, number[]]],
): void {
  const row = ([name, times]: readonly [string, number[]]) => ({
    'the others': name,
    requests: String(times.length),
    'p50 ms': percentile(times, 0.5),
    'p99 ms': percentile(times, 0.99),
  });
  const change = percentile(beside[1], 0.99) / percentile(calm[1], 0.99);
  const medians = percentile(beside[1], 0.5) / percentile(calm[1], 0.5);
  report(
    title,
    [row(calm), row(beside)],
    `Their p99 is ${change.toFixed(2)} × what it is without, their median ${medians.toFixed(2)} ×.`,
  );
}
