import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';

/** How often it is looked for a quiet moment, in milliseconds. */
const lookMs = 25;
/** How often sessions are looked for that are between transactions: a busy program is there briefly. */
const endEveryMs = 2;
/** A transaction that has run for so long is waited for before new sessions are kept out. */
const shortMs = 250;
/** PostgreSQL's code for a database that others are still in. */
const inUse = '55006';

type Drain = {
  readonly database: string;
  /** How long transactions may go on. After that they are cut. */
  readonly patienceMs: number;
  /**
   * Needs the database without sessions: `create database … template` keeps new ones waiting, and fails
   * when those that are there have not gone within five seconds.
   */
  readonly work: () => Promise<void>;
};

/**
 * Does `work` on a database that has no sessions, and answers how many transactions were cut for it.
 *
 * It begins in a moment without a long transaction, so that new sessions wait as briefly as can be. From
 * then on sessions are ended between transactions, where a program loses nothing and connects again.
 * Only when there is no such moment within `patienceMs`, transactions are cut.
 */
export async function drainDatabase(admin: Pool, drain: Drain): Promise<number> {
  const until = Date.now() + drain.patienceMs;
  for (;;) {
    while (Date.now() < until && (await hasLongTransaction(admin, drain.database))) {
      await delay(lookMs);
    }
    const { cut, error } = await workWhileDraining(admin, drain, until);
    if (error === undefined) return cut;
    if (!isInUse(error) || Date.now() >= until + shortMs) throw error;
  }
}

async function workWhileDraining(
  admin: Pool,
  { database, work }: Drain,
  until: number,
): Promise<{ readonly cut: number; readonly error?: unknown }> {
  let outcome: { readonly error?: unknown } | undefined;
  const working = work().then(
    () => {
      outcome = {};
    },
    (error: unknown) => {
      outcome = { error };
    },
  );
  const cut = new Set<string>();
  while (outcome === undefined) {
    const which = Date.now() < until ? 'idle' : 'any';
    for (const session of await endSessions(admin, database, which)) cut.add(session);
    await Promise.race([working, delay(endEveryMs)]);
  }
  return { cut: cut.size, ...outcome };
}

async function hasLongTransaction(admin: Pool, database: string): Promise<boolean> {
  const { rows } = await admin.query<{ is_long: boolean }>(
    `select exists (
       select from pg_stat_activity
       where datname = $1 and backend_type = 'client backend'
         and xact_start < clock_timestamp() - $2 * interval '1 millisecond'
     ) as is_long`,
    [database, shortMs],
  );
  return rows[0]?.is_long === true;
}

/**
 * Ends those that are between transactions, or all; answers which of them were in the middle of one. A
 * session that takes a while to end is there, and answered, the next time too.
 */
async function endSessions(
  admin: Pool,
  database: string,
  which: 'idle' | 'any',
): Promise<readonly string[]> {
  const { rows } = await admin.query<{ session: string; is_idle: boolean | null }>(
    `select pid || ' ' || backend_start as session, state = 'idle' as is_idle,
       pg_terminate_backend(pid)
     from pg_stat_activity
     where datname = $1 and backend_type = 'client backend' and ($2 or state = 'idle')`,
    [database, which === 'any'],
  );
  return rows.filter(({ is_idle }) => is_idle !== true).map(({ session }) => session);
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === inUse;
}
