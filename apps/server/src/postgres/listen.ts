import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** Where the database tells that callers ended or changed. @see apps/server/migrations/0112-changes-of-callers.sql */
export const CALLERS_CHANGED = 'kontor_callers_changed';
/** Where it is told that operations run no more. @see createTellMoved */
export const OPERATION_MOVED = 'kontor_operation_moved';

const AGAIN_AFTER_MS = 1000;

/** By channel, what is done when something is told there; without a text when anything may have been missed. */
export type Heard = Readonly<Record<string, (told: string | undefined) => void>>;

/**
 * Hears what the database tells, in whichever process it happened, once that is committed.
 *
 * Where no connection can listen, as behind some poolers, it goes on trying. Whoever waits to be told
 * therefore looks by itself too, only less often.
 */
export function listenTo(
  databaseUrl: string,
  heard: Heard,
): { readonly close: () => Promise<void> } {
  const stopping = new AbortController();
  const over = keepListening(databaseUrl, heard, stopping.signal);
  return {
    close: async () => {
      stopping.abort();
      await over;
    },
  };
}

async function keepListening(
  databaseUrl: string,
  heard: Heard,
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) {
    await listenOnce(databaseUrl, heard, stopped).catch(() => {});
    // nobody told of what happened since
    for (const hear of Object.values(heard)) hear(undefined);
    await delay(AGAIN_AFTER_MS, undefined, { signal: stopped }).catch(() => {});
  }
}

/** Listens until the connection is lost, or nobody wants to hear any more. */
async function listenOnce(databaseUrl: string, heard: Heard, stopped: AbortSignal): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, keepAlive: true });
  const ended = new Promise<void>((resolve) => {
    client.once('end', resolve);
    client.once('error', () => resolve());
    stopped.addEventListener('abort', () => resolve(), { once: true });
  });
  // a second error of a connection that is lost already is no news
  client.on('error', () => {});
  client.on('notification', ({ channel, payload }) => heard[channel]?.(payload));
  try {
    await client.connect();
    for (const channel of Object.keys(heard)) await client.query(`listen ${channel}`);
    // what happened before it listened was not told
    for (const hear of Object.values(heard)) hear(undefined);
    await ended;
  } finally {
    await client.end().catch(() => {});
  }
}
