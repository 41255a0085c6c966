import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Sight } from '../postgres/event-view.ts';
import type { Channel } from './channel.ts';

/** How soon a client that lost its stream asks again, in milliseconds. */
const RETRY_MS = 2_000;

/** One stream that follows a log. */
export type Follower = {
  /** Sends what is new. While it sends, or its reader is slow, calling it again does nothing. */
  readonly wake: () => void;
  /** Shows that the stream is there, or ends it when its reader may not go on. */
  readonly beat: () => void;
  readonly end: () => void;
};

/**
 * Sends a log from a position on, in order and without gaps. It holds only a position: a reader that
 * is slow is waited for, and reads on from the log.
 */
export function createFollower({
  stream,
  channel,
  cursor: start,
  sight,
  onError,
}: {
  readonly stream: Writable;
  readonly channel: Channel;
  readonly cursor: number;
  /** How much its reader may see now; undefined where that is nothing. */
  readonly sight: () => Promise<Sight | undefined>;
  readonly onError: (error: unknown) => void;
}): Follower {
  let cursor = start;
  let isSending = false;
  const isOver = () => stream.destroyed || stream.writableEnded;
  const left = new AbortController();
  stream.once('close', () => left.abort());

  async function send(text: string): Promise<void> {
    if (isOver() || stream.write(text)) return;
    await once(stream, 'drain', { signal: left.signal }).catch(() => {});
  }

  async function sendNew(): Promise<void> {
    while (cursor < channel.head() && !isOver()) {
      const seen = await sight();
      if (seen === undefined) return void stream.end();
      const frames = await channel.after(cursor);
      const last = frames.at(-1);
      if (last === undefined) return;
      await send(frames.map(({ text }) => text[seen]).join(''));
      cursor = last.sequence;
    }
  }

  /** What breaks off here is taken up by the client, at the event that it saw last. */
  function alone(work: () => Promise<void>): void {
    if (isSending) return;
    isSending = true;
    void work()
      .catch((error: unknown) => {
        onError(error);
        stream.end();
      })
      .finally(() => {
        isSending = false;
      });
  }

  stream.write(`retry: ${RETRY_MS}\n\n`);
  const wake = () => alone(sendNew);
  wake();
  return {
    wake,
    beat: () =>
      alone(async () => {
        if ((await sight()) === undefined) return void stream.end();
        await send(': \n\n');
        await sendNew();
      }),
    end: () => {
      stream.end();
    },
  };
}
