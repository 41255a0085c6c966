import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { Pool } from 'undici';
import { type Ask, askInTurn } from './ask-in-turn.ts';
import {
  addTeams,
  PACE,
  PER_SECOND,
  ROUND_SECONDS,
  ROUNDS,
  reportOthers,
  TEAMS,
  type Waited,
} from './other-teams.ts';
import { answerTo, type BenchWorld, publishAndInstall } from './world.ts';

/** Fewer than would fill the places of one provider in a round. */
const HANGING_PER_SECOND = 10;
/** Of what the others ask of a host whose provider hangs, every so many is a provision at another one. */
const PROVISION_EVERY = 8;

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
  const calm: Waited = { name: 'it answers', rounds: [] };
  const beside: Waited = { name: 'it hangs', rounds: [] };
  let held = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    for (const part of [calm, beside]) {
      if (part === beside) provider.hang();
      const calls = askInTurn(stubbornPool, [stubborn], {
        perSecond: HANGING_PER_SECOND,
        seconds: ROUND_SECONDS,
      });
      const taken = await askInTurn(pool, others, PACE);
      held = Math.max(held, provider.held());
      provider.answer();
      await calls;
      if (round > 0) part.rounds.push(taken);
    }
  }
  await Promise.all([pool.close(), stubbornPool.close()]);
  provider.stop();
  reportOthers(
    `${TEAMS} teams, ${PER_SECOND} requests a second each, while ${HANGING_PER_SECOND} calls a second go to another provider, which lets up to ${held} hang`,
    [calm, beside],
  );
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
