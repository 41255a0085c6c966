import { PassThrough, type Readable } from 'node:stream';
import type { EventRow } from '../postgres/event-log.ts';
import { eventView, type Sight } from '../postgres/event-view.ts';
import type { Sql } from '../postgres/sql.ts';
import { type Channel, createChannel } from './channel.ts';
import { createFollower, type Follower } from './follower.ts';

export type LiveLimits = {
  /** How often the heads of the logs that are followed are looked at if nobody tells, in milliseconds. */
  readonly lookEveryMs: number;
  /** How often a stream that has nothing to say shows that it is there, in milliseconds. */
  readonly heartbeatMs: number;
  /** Events read at a time, and kept of each log for those that follow it. */
  readonly page: number;
};

/** What is told within so many milliseconds is looked for once. */
const GATHER_MS = 10;

const usual: LiveLimits = { lookEveryMs: 400, heartbeatMs: 15_000, page: 200 };

export type LiveEvents = {
  /**
   * The log of a team as a stream of server-sent events: what comes after a position, or else from
   * now on. It ends when its reader may `sight` nothing any more, which is asked before anything is sent.
   */
  readonly follow: (
    teamId: string,
    asked: {
      readonly after?: number | undefined;
      readonly sight: () => Promise<Sight | undefined>;
    },
  ) => Promise<Readable>;
  /** Looks at once whether there is something new, in the log of a team or in any. */
  readonly wake: (teamId?: string) => void;
  /** Ends every stream; who follows asks again, and finds another process. */
  readonly close: () => void;
};

/**
 * Tells who follows a team what is appended to its log, by whichever process. One look finds what is
 * new in all logs that are followed here, and each log is read once for all who follow it; while
 * nobody does, nothing is looked at. What this process has written, and what operations have come to
 * anywhere, is told to it; the other things that other processes write it finds when it looks by itself.
 */
export function createLiveEvents({
  read,
  onError,
  limits,
}: {
  readonly read: Sql;
  readonly onError: (error: unknown) => void;
  readonly limits?: Partial<LiveLimits> | undefined;
}): LiveEvents {
  const { lookEveryMs, heartbeatMs, page } = { ...usual, ...limits };
  const channels = new Map<string, Channel>();
  let looking: NodeJS.Timeout | undefined;
  let beating: NodeJS.Timeout | undefined;
  let waking: NodeJS.Timeout | undefined;
  let isLooking = false;
  let isToldMeanwhile = false;
  let isClosed = false;

  const readAfter = async (teamId: string, sequence: number) => {
    const rows = await read<EventRow>(
      'select * from event where team_id = $1 and sequence > $2 order by sequence limit $3',
      [teamId, sequence, page],
    );
    return rows.map((row) => ({
      sequence: Number(row.sequence),
      text: { all: frameOf(row, 'all'), 'without-amounts': frameOf(row, 'without-amounts') },
    }));
  };

  async function headsOf(teamIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await read<{ team_id: string; sequence: string }>(
      'select team_id, sequence from event_head where team_id = any($1)',
      [teamIds],
    );
    return new Map(rows.map((row) => [row.team_id, Number(row.sequence)]));
  }

  async function look(): Promise<void> {
    const heads = await headsOf([...channels.keys()]);
    for (const [teamId, head] of heads) await channels.get(teamId)?.advance(head);
  }

  /** One look after the other, so that a slow database is not asked twice at a time. */
  async function lookOnce(): Promise<void> {
    if (isLooking) {
      isToldMeanwhile = true;
      return;
    }
    isLooking = true;
    do {
      isToldMeanwhile = false;
      await look().catch(onError);
    } while (isToldMeanwhile && !isClosed);
    isLooking = false;
  }

  function lookLater(): void {
    looking ??= setTimeout(async () => {
      await lookOnce();
      looking = undefined;
      if (channels.size > 0) lookLater();
    }, lookEveryMs);
    beating ??= setInterval(() => {
      for (const { followers } of channels.values()) {
        for (const follower of followers) follower.beat();
      }
    }, heartbeatMs);
  }

  function leave(channel: Channel, follower: Follower): void {
    channel.followers.delete(follower);
    if (channel.followers.size === 0) channels.delete(channel.teamId);
    if (channels.size > 0) return;
    clearInterval(beating);
    beating = undefined;
  }

  return {
    follow: async (teamId, { after, sight }) => {
      const stream = new PassThrough();
      const head = (await headsOf([teamId])).get(teamId) ?? 0;
      if (isClosed) return stream.end();
      const channel = channels.get(teamId) ?? createChannel({ teamId, head, page, readAfter });
      channels.set(teamId, channel);
      const follower = createFollower({
        stream,
        channel,
        // whoever was told of more than there is, is told what comes from now on
        cursor: Math.min(after ?? head, head),
        sight,
        onError,
      });
      channel.followers.add(follower);
      stream.once('close', () => leave(channel, follower));
      lookLater();
      return stream;
    },
    wake: (teamId) => {
      if (teamId === undefined ? channels.size === 0 : !channels.has(teamId)) return;
      waking ??= setTimeout(() => {
        waking = undefined;
        void lookOnce();
      }, GATHER_MS);
    },
    close: () => {
      isClosed = true;
      clearTimeout(waking);
      clearTimeout(looking);
      clearInterval(beating);
      for (const { followers } of channels.values()) {
        for (const follower of followers) follower.end();
      }
    },
  };
}

/** An event as it is sent. Without a name of its own it reaches every listener. */
function frameOf(row: EventRow, sight: Sight): string {
  return `id: ${row.sequence}\ndata: ${JSON.stringify(eventView(row, sight))}\n\n`;
}
