import { setTimeout as wait } from 'node:timers/promises';
import type { Event } from '@kontor/protocol/kontor';
import * as eventEndpoints from '@kontor/protocol/kontor/event';
import { CliError } from '../../cli-error.ts';
import { interrupted } from '../../host/transport-errors.ts';
import type { Session } from '../../session.ts';

/** Before a stream that broke off is asked for again. */
const PAUSE_MS = 1000;

type Following = {
  readonly team: string;
  /** What came after this number; what comes from now on unless stated. */
  readonly after: number | undefined;
  /** Called with each event in its order, once; true ends the following. */
  readonly tell: (event: Event) => boolean;
};

/**
 * Tells what happens in a team as it happens, until enough was told or the time is over. A stream that
 * breaks off goes on where it was.
 */
export async function followEvents(session: Session, following: Following): Promise<void> {
  const { team, tell } = following;
  let position = following.after ?? (await newestOf(session, team));
  while (session.leftMs() > 0) {
    try {
      for await (const event of streamed(session, team, position)) {
        position = event.sequence;
        if (tell(event)) return;
      }
    } catch (error) {
      if (isOver(error)) return;
      if (!isPassing(error)) throw error;
    }
    await wait(Math.min(PAUSE_MS, session.leftMs()), undefined, {
      signal: session.world.interrupted,
    }).catch(() => {
      throw interrupted();
    });
  }
}

/** The number of the newest event; 0 where there is none. */
export async function newestOf({ call }: Session, team: string): Promise<number> {
  const { body } = await call(eventEndpoints.listEvents, {
    params: { team },
    query: { limit: 1 },
  });
  return body.events[0]?.sequence ?? 0;
}

const events = eventEndpoints.followEvents.responses[200];

/** What comes after a number, as one stream tells it until it breaks off. */
export async function* streamed(
  { download }: Session,
  team: string,
  after: number,
): AsyncGenerator<Event> {
  const input = { params: { team }, query: { after } };
  const decoder = new TextDecoder();
  let rest = '';
  for await (const part of await download(eventEndpoints.followEvents, input)) {
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    const data = lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice(6));
    yield* events.parse(data.map((text) => JSON.parse(text)));
  }
}

/** A connection that was lost, or a host that starts again; a refusal is none. */
function isPassing(error: unknown): boolean {
  return error instanceof CliError && error.code === 'host_unreachable';
}

/** The stream lasts as long as there is time. */
function isOver(error: unknown): boolean {
  return error instanceof CliError && error.code === 'no_answer_yet';
}
