import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { Event } from '@kontor/protocol/kontor';

/** A stream of server-sent events as a client reads it. */
export type EventStream = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly events: readonly Event[];
  /** Comments that came, which say that the stream is there. */
  readonly beats: () => number;
  readonly isOver: () => boolean;
  readonly close: () => void;
};

/** Follows the log of a team over HTTP. */
export async function openEventStream(
  url: string,
  team: string,
  { headers = {}, query = '' }: { headers?: Record<string, string>; query?: string } = {},
): Promise<EventStream> {
  const request = get(`${url}/kontor/v1/teams/${team}/events/stream${query}`, { headers });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  const events: Event[] = [];
  let beats = 0;
  let isOver = false;
  let rest = '';
  answer.setEncoding('utf8');
  answer.on('error', () => {});
  answer.on('close', () => {
    isOver = true;
  });
  answer.on('data', (text: string) => {
    const frames = (rest + text).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      if (frame.startsWith(':')) beats += 1;
      const lines = frame.split('\n');
      const data = lines.find((line) => line.startsWith('data: '));
      if (data === undefined) continue;
      const event = JSON.parse(data.slice('data: '.length)) as Event;
      if (!lines.includes(`id: ${event.sequence}`)) throw new Error(`no id: ${frame}`);
      events.push(event);
    }
  });
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    events,
    beats: () => beats,
    isOver: () => isOver,
    close: () => request.destroy(),
  };
}
