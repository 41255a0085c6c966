import type { Session } from '../../session.ts';

/** One thing that was looked at, and what to do about it. */
export type Finding = {
  readonly what: string;
  /** `unseen`: the caller may not look at it. */
  readonly state: 'ok' | 'attention' | 'wrong' | 'unseen';
  readonly message: string;
  /** A command that mends it, or tells more. */
  readonly next?: string;
};

/** What is not well in one area of a team, of how many things that were looked at. */
export type Look = (
  session: Session,
  team: string,
) => Promise<{ readonly findings: readonly Finding[]; readonly count: number }>;
