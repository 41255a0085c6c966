import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Ask } from './ask-in-turn.ts';
import { percentile } from './measure.ts';
import { report } from './report.ts';
import type { BenchWorld } from './world.ts';

export const TEAMS = 20;
/** What one team asks in a second. */
export const PER_SECOND = 2;
export const ROUND_SECONDS = 5;
/** In turn; the one before the first does not count. */
export const ROUNDS = 6;
/** What the others ask, of all of them. */
export const PACE = { perSecond: TEAMS * PER_SECOND, seconds: ROUND_SECONDS };

export function readResources({ token }: BenchWorld, team: string): Ask {
  return () => ({ method: 'GET', path: `/kontor/v1/teams/${team}/resources`, token });
}

/** Makes the teams of which it is measured what they wait, and answers what they ask. */
export async function addTeams(world: BenchWorld): Promise<readonly Ask[]> {
  const round = Date.now().toString(36);
  const names = Array.from({ length: TEAMS }, (_, index) => `other-${round}-${index}`);
  for (const slug of names) await world.api(k.createTeam, { body: { name: slug, slug } });
  return names.map((team) => readResources(world, team));
}

/** How long the others waited each time, in ms, under the name of what was so meanwhile. */
export type Waited = readonly [name: string, times: number[]];

/** Reports what they waited, against the first. */
export function reportOthers(
  title: string,
  [calm, ...beside]: readonly [Waited, ...Waited[]],
): void {
  const row = ([name, times]: Waited) => ({
    'the others': name,
    requests: String(times.length),
    'p50 ms': percentile(times, 0.5),
    'p99 ms': percentile(times, 0.99),
  });
  const change = (times: readonly number[], share: number) =>
    `${(percentile(times, share) / percentile(calm[1], share)).toFixed(2)} ×`;
  const changes = beside.map(
    ([name, times]) => `${name}: p99 ${change(times, 0.99)}, median ${change(times, 0.5)}.`,
  );
  report(title, [calm, ...beside].map(row), `Against '${calm[0]}' — ${changes.join(' ')}`);
}
