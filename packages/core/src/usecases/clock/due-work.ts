import type { TeamId } from '@kontor/protocol/vocabulary';

/** One kind of work that a team's time brings about. */
export type DueWork = {
  /** What it is, for people who wait for it. */
  readonly name: string;
  /** The team's time from which on the earliest of it is to be done; undefined where none waits. */
  readonly next: (teamId: TeamId) => Promise<Date | undefined>;
  /** Does what is due by the team's time. What cannot be done yet still stands as {@link next}. */
  readonly run: (teamId: TeamId) => Promise<void>;
};

/** The kinds of work whose earliest is due at a time, and the earliest of all. */
export type Waiting = { readonly late: readonly string[]; readonly next: Date | undefined };

/** Looks at what waits for a team. */
export async function waitingWork(
  works: readonly DueWork[],
  teamId: TeamId,
  now: Date,
): Promise<Waiting> {
  let next: Date | undefined;
  const late: string[] = [];
  for (const work of works) {
    const at = await work.next(teamId);
    if (at === undefined) continue;
    if (at <= now) late.push(work.name);
    if (next === undefined || at < next) next = at;
  }
  return { late, next };
}
