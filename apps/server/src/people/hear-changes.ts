import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** Where the database tells of it. @see apps/server/migrations/0112-changes-of-callers.sql */
const CHANNEL = 'kontor_callers_changed';
const AGAIN_AFTER_MS = 1000;

export type HearChangesPorts = {
  readonly databaseUrl: string;
  /** Called when somebody who was recognised may be nobody any more. */
  readonly forget: () => void;
};

/**
 * Hears from the database, in whichever process it happened, that tokens, sessions, members or
 * installations ended or changed, so that revoking counts everywhere when it is committed.
 *
 * Where no connection can listen, as behind some poolers, it goes on trying, and what is remembered
 * ends by itself soon after.
 */
export function hearChanges({ databaseUrl, forget }: HearChangesPorts): {
  readonly close: () => Promise<void>;
} {
  const stopping = new AbortController();
  const over = keepListening({ databaseUrl, forget }, stopping.signal);
  return {
    close: async () => {
      stopping.abort();
      await over;
    },
  };
}

async function keepListening(ports: HearChangesPorts, stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    await listenOnce(ports, stopped).catch(() => {});
    // nobody told of what happened since
    ports.forget();
    await delay(AGAIN_AFTER_MS, undefined, { signal: stopped }).catch(() => {});
  }
}

/** Listens until the connection is lost, or nobody wants to hear any more. */
async function listenOnce(
  { databaseUrl, forget }: HearChangesPorts,
  stopped: AbortSignal,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, keepAlive: true });
  const ended = new Promise<void>((resolve) => {
    client.once('end', resolve);
    client.once('error', () => resolve());
    stopped.addEventListener('abort', () => resolve(), { once: true });
  });
  // a second error of a connection that is lost already is no news
  client.on('error', () => {});
  client.on('notification', forget);
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    // what happened before it listened was not told
    forget();
    await ended;
  } finally {
    await client.end().catch(() => {});
  }
}
