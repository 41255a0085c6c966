import {
  chosenHostTrials,
  hostTrials,
  type Level,
  playProvider,
  type Report,
  runHostTrials,
} from '@kontor/check';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { isProof, table, writeEvidence } from '@kontor/testing/evidence';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '../world/world.ts';
import { startBetween } from './between.ts';
import { type BrokenHost, brokenHosts, lateHost, spoilersOf } from './broken-hosts.ts';

/** What hosts make of providers that fail is shown elsewhere too, and takes its time. */
const level: Level = isProof('check-host') ? 'robust' : 'complete';
/** The short form judges one broken host in so many. */
const EVERY = 2;
/** So many broken hosts are judged at a time. */
const AT_A_TIME = 6;

let aheadMs = 0;
const clock = () => new Date(Date.now() + aheadMs);
let world: World;
beforeAll(async () => {
  world = await startWorld({ now: clock, rateLimits: null });
});
afterAll(() => world.close());

/** Waiting makes the clock of the host go on, so that nobody waits for the repeat of a webhook. */
const onWaiting = () => {
  aheadMs += 1_000;
};
const common = () => ({ clock, onWaiting, level, patienceMs: 10_000 });

test('this host does what is demanded of hosts, as far as a provider can see', async () => {
  const provider = await playProvider({});
  const { url, team, owner } = world;
  const report = await runHostTrials({
    ...{ ...common(), provider },
    subject: { url, team, token: owner.token },
  });
  await provider.stop();

  expect(report.kitFailures).toEqual([]);
  expect(wrongIn(report)).toEqual([]);
  const tried = chosenHostTrials({ level });
  expect(report.counts.passed).toBe(tried.length);
  expect(report.made.filter(({ isRemoved }) => !isRemoved)).toEqual([]);
  expect(JSON.stringify(report)).not.toContain(owner.token);
});

test('hosts that do one thing wrong are caught', async () => {
  const escaped: string[] = [];
  const rows: string[][] = [];
  const waiting = brokenHosts.filter((_, at) => isProof('check-host') || at % EVERY === 0);
  const count = waiting.length;
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { trials } = await judge(next);
        const [trial] = trials;
        rows.push([next.name, trial?.name ?? '', trial?.message ?? '']);
        if (!saysNo(trial)) escaped.push(`${next.name}: ${trial?.message}`);
      }
    }),
  );

  await writeEvidence('check-host', 'check-host', {
    title: 'Whether the judge of hosts can say no',
    parts: [
      `${count - escaped.length} of ${count} broken hosts were caught, each by the trial that is about its fault. Each is a host of Kontor with somebody on both of its sides who spoils one thing.`,
      table(['broken host', 'caught by', 'what was found'], rows),
    ],
  });
  expect(escaped).toEqual([]);
});

test('a host that is busy is not taken for a broken one', async () => {
  const { trials } = await judge(lateHost);

  expect(trials.map(({ name, verdict, message }) => [name, verdict, message])).toEqual([
    [lateHost.caughtBy, 'passed', null],
  ]);
});

test('every broken host is caught by a trial that there is', () => {
  const names = hostTrials.map(({ name }) => name);

  expect(brokenHosts.filter(({ caughtBy }) => !names.includes(caughtBy))).toEqual([]);
});

function saysNo(trial: Report['trials'][number] | undefined): boolean {
  return trial?.verdict === 'failed' || trial?.verdict === 'advised';
}

function wrongIn({ trials }: Report): string[] {
  return trials.flatMap(({ name, verdict, message }) =>
    verdict === 'passed' ? [] : [`${name}: ${message}`],
  );
}

/** Judges a host with somebody on both of its sides who spoils one thing, for a team of its own. */
async function judge(broken: BrokenHost): Promise<Report> {
  const team = `broken-${brokenHosts.indexOf(broken)}`;
  await world.owner.api(k.createTeam, { body: { name: team, slug: team } });
  const spoilers = await spoilersOf(broken);
  let behind = '';
  const sent = await startBetween(() => behind, spoilers.sent);
  const asked = await startBetween(() => world.url, spoilers.asked);
  const provider = await playProvider({ publicUrl: sent.url });
  behind = provider.url;
  try {
    return await runHostTrials({
      ...{ ...common(), provider, only: [broken.caughtBy], patienceMs: 2_000 },
      subject: { url: asked.url, issuer: world.url, team, token: world.owner.token },
    });
  } finally {
    await Promise.all([provider.stop(), sent.stop(), asked.stop()]);
  }
}
