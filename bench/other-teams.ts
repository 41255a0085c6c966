import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Ask } from './ask-in-turn.ts';
import { median, percentile } from './measure.ts';
import { report } from './report.ts';
import type { BenchWorld } from './world.ts';

export const TEAMS = 20;
/** What one team asks in a second. */
export const PER_SECOND = 2;
export const ROUND_SECONDS = 5;
/** In turn; the one before the first does not count. */
export const ROUNDS = 24;
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

/** How long the others waited each time, in ms, in each round, under the name of what was so meanwhile. */
export type Waited = { readonly name: string; readonly rounds: number[][] };

/**
 * Reports what they waited, against the first: in the middle of the pairs of rounds that were next to each
 * other, which the machine disturbs alike, and in all rounds together, where the worst of them decide.
 */
export function reportOthers(
  title: string,
  [calm, ...beside]: readonly [Waited, ...Waited[]],
): void {
  const row = ({ name, rounds }: Waited) => ({
    'the others': name,
    requests: String(rounds.flat().length),
    'p50 ms': percentile(rounds.flat(), 0.5),
    'p99 ms': percentile(rounds.flat(), 0.99),
  });
  const changes = beside.map(({ name, rounds }) => {
    const pairs = rounds.map((waited, index) => changed(waited, calm.rounds[index] ?? [], 0.99));
    const all = changed(rounds.flat(), calm.rounds.flat(), 0.99);
    const middle = changed(rounds.flat(), calm.rounds.flat(), 0.5);
    return `${name}: p99 ${times(median(pairs))} in the middle of ${pairs.length} pairs (${times(Math.min(...pairs))} to ${times(Math.max(...pairs))}), ${times(all)} in all of them together, median ${times(middle)}.`;
  });
  report(title, [calm, ...beside].map(row), `Against '${calm.name}' — ${changes.join(' ')}`);
}

function changed(now: readonly number[], before: readonly number[], share: number): number {
  return percentile(now, share) / percentile(before, share);
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)} ×`;
}
