import type { Sight } from '../postgres/event-view.ts';
import type { Follower } from './follower.ts';

/** An event with its place in the log. */
export type Frame = {
  readonly sequence: number;
  /** It as it is sent, to whoever sees so much of it. */
  readonly text: Readonly<Record<Sight, string>>;
};

/** The log of one team, as far as this process knows it, and who follows it here. */
export type Channel = {
  readonly teamId: string;
  readonly followers: Set<Follower>;
  /** The last event that is known. */
  readonly head: () => number;
  /** Reads on to the head of the log, and wakes who follows. */
  readonly advance: (head: number) => Promise<void>;
  /** What comes next after a position: of the newest events from memory, of others from the log. */
  readonly after: (sequence: number) => Promise<readonly Frame[]>;
};

export function createChannel({
  teamId,
  head: start,
  page,
  readAfter,
}: {
  readonly teamId: string;
  readonly head: number;
  /** How many of the newest events are kept. */
  readonly page: number;
  readonly readAfter: (teamId: string, sequence: number) => Promise<readonly Frame[]>;
}): Channel {
  let head = start;
  let recent: readonly Frame[] = [];
  const followers = new Set<Follower>();
  return {
    teamId,
    followers,
    head: () => head,
    advance: async (wanted) => {
      while (head < wanted) {
        const frames = await readAfter(teamId, head);
        const last = frames.at(-1);
        if (last === undefined) break;
        recent = [...recent, ...frames].slice(-page);
        head = last.sequence;
      }
      for (const follower of followers) follower.wake();
    },
    after: async (sequence) => {
      const [oldest] = recent;
      const isKept = oldest !== undefined && oldest.sequence <= sequence + 1;
      return isKept
        ? recent.filter((frame) => frame.sequence > sequence)
        : readAfter(teamId, sequence);
    },
  };
}
