import { setTimeout as delay } from 'node:timers/promises';
import { type Refusal, type RefusalCode, type Result, refuse } from '@kontor/core';
import { type CallerKey, fingerprintOf, type IdempotentAnswers } from '../http/idempotency.ts';
import { refusalStatus } from '../http/refusal-status.ts';
import type { AnyAnswer } from '../http/route.ts';
import type { Vault } from '../vault/vault.ts';
import type { Database } from './database.ts';
import { type Sql, sqlOn } from './sql.ts';

/** How long a key is held for a process that gives no sign of life, in seconds. */
const LOCK_SECONDS = 15;
const RENEW_EVERY_MS = 5_000;
/** How long a repeat waits for the first to be answered, in milliseconds. */
const WAIT_MS = 30_000;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1000;
const RETRY_AFTER_SECONDS = 5;

type Ports = {
  readonly database: Pick<Database, 'pool' | 'upkeep'>;
  readonly vault: Pick<Vault, 'seal' | 'open'>;
  /** How long a repeat waits before it is told to come back, in milliseconds. */
  readonly waitMs?: number;
  /** Told when a lock could not be renewed, or an answer not kept. The request itself goes on. */
  readonly onError: (error: unknown) => void;
};

type Outcome = Result<AnyAnswer, Refusal>;
type Handle = () => Promise<Outcome>;

/**
 * Keeps answers in PostgreSQL for a day, sealed for their team. One row is one key:
 *
 *     (none) ──first──▶ running, locked until ──answer──▶ answered, repeated as it was
 *                          │        └─ lock ran out: the process died; the next repeat runs it again
 *                          └─ throw, or a refusal that passes (something is down, or runs already): (none)
 *
 * Times are the database's, so processes whose clocks differ agree on them.
 */
export function createIdempotentAnswers(ports: Ports): IdempotentAnswers {
  const { database, vault, waitMs = WAIT_MS, onError } = ports;
  const sql = sqlOn(database.pool);

  async function run(key: CallerKey, lock: string, handle: Handle): Promise<Outcome> {
    const held = holdLock(database.upkeep, { key, lock, onError });
    // the answer goes out whether or not it can be kept: what it tells of has happened
    const settle = async (work: (lock: string) => Promise<void>) =>
      work(await held.stop()).catch(onError);
    let outcome: Outcome;
    try {
      outcome = await handle();
    } catch (error) {
      await settle((last) => release(sql, key, last));
      throw error;
    }
    await settle(async (last) => {
      if (!isWorthRepeating(outcome)) return release(sql, key, last);
      const sealed = await vault.seal(key.teamId, contextOf(key), encode(outcome));
      return store(sql, { key, lock: last, outcome, sealed });
    });
    return outcome;
  }

  async function repeat(key: CallerKey, sealed: Buffer): Promise<Outcome> {
    const text = await vault.open(key.teamId, contextOf(key), sealed);
    return JSON.parse(text.toString('utf8')) as Outcome;
  }

  return {
    once: async (key, request, handle) => {
      const fingerprint = fingerprintOf(request);
      const giveUpAt = performance.now() + waitMs;
      for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
        const lock = await acquire(sql, key, fingerprint);
        if (lock !== undefined) return run(key, lock, handle);
        const found = await find(sql, key);
        if (found && found.fingerprint !== fingerprint) return keyReused(key);
        if (found?.sealed_body) return repeat(key, found.sealed_body);
        if (performance.now() + pause >= giveUpAt) return keyInUse(key);
        await delay(pause);
      }
    },
  };
}

/** Forgets answers that nobody repeats any more; run it now and then. Answers how many went. */
export async function forgetOldAnswers({ pool }: Pick<Database, 'pool'>): Promise<number> {
  const rows = await sqlOn(pool)(
    `delete from idempotent_request
     where created_at < now() - interval '24 hours' and locked_until < now() returning 1`,
  );
  return rows.length;
}

/**
 * Takes the key if it is free, and answers the lock that it is held by: the moment it runs out, to
 * the microsecond, which changes whenever it is taken or renewed.
 */
async function acquire(
  sql: Sql,
  { teamId, caller, key }: CallerKey,
  fingerprint: string,
): Promise<string | undefined> {
  const [row] = await sql<{ lock: string }>(
    `insert into idempotent_request as r
       (team_id, caller, key, fingerprint, locked_until, created_at)
     values ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5), now())
     on conflict (team_id, caller, key) do update
       set locked_until = excluded.locked_until, created_at = excluded.created_at,
         fingerprint = excluded.fingerprint, status = null, sealed_body = null
       where r.locked_until < now()
         and (r.created_at < now() - interval '24 hours'
           or (r.status is null and r.fingerprint = excluded.fingerprint))
     returning r.locked_until::text as lock`,
    [teamId, caller, key, fingerprint, LOCK_SECONDS],
  );
  return row?.lock;
}

type Found = { readonly fingerprint: string; readonly sealed_body: Buffer | null };

async function find(sql: Sql, { teamId, caller, key }: CallerKey): Promise<Found | undefined> {
  const [row] = await sql<Found>(
    `select fingerprint, sealed_body from idempotent_request
     where team_id = $1 and caller = $2 and key = $3`,
    [teamId, caller, key],
  );
  return row;
}

type Holding = { key: CallerKey; lock: string; onError: (error: unknown) => void };

/** Renews a lock until it is told to stop, which answers the lock as it stands then. */
function holdLock(sql: Sql, { key, lock, onError }: Holding) {
  let current = Promise.resolve(lock);
  const timer = setInterval(() => {
    current = current.then(async (held) => {
      const renewed = await renew(sql, key, held).catch(onError);
      return renewed ?? held;
    });
  }, RENEW_EVERY_MS);
  timer.unref();
  return {
    stop: (): Promise<string> => {
      clearInterval(timer);
      return current;
    },
  };
}

async function renew(sql: Sql, key: CallerKey, lock: string): Promise<string | undefined> {
  const [row] = await sql<{ lock: string }>(
    `update idempotent_request set locked_until = clock_timestamp() + make_interval(secs => $5)
     where ${HELD} returning locked_until::text as lock`,
    [key.teamId, key.caller, key.key, lock, LOCK_SECONDS],
  );
  return row?.lock;
}

/** Nothing is written by whoever lost the key meanwhile: the one who has it now answers. */
const HELD = `team_id = $1 and caller = $2 and key = $3
  and locked_until = $4::timestamptz and status is null`;

async function release(sql: Sql, key: CallerKey, lock: string): Promise<void> {
  await sql(`delete from idempotent_request where ${HELD}`, [
    key.teamId,
    key.caller,
    key.key,
    lock,
  ]);
}

type Answered = { key: CallerKey; lock: string; outcome: Outcome; sealed: Buffer };

async function store(sql: Sql, { key, lock, outcome, sealed }: Answered): Promise<void> {
  await sql(
    `update idempotent_request set status = $5, sealed_body = $6, locked_until = now() where ${HELD}`,
    [key.teamId, key.caller, key.key, lock, statusOf(outcome), sealed],
  );
}

/**
 * A failure of the host or the provider may be gone at the next try, and so may what runs at the
 * moment; neither is kept, or whoever tries again under the same key is refused for a day.
 */
function isWorthRepeating(outcome: Outcome): boolean {
  return statusOf(outcome) < 500 && (outcome.ok || !passing.has(outcome.error.code));
}

/** Refusals that end by themselves. */
const passing: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'check_running',
  'idempotency_key_in_use',
  'operation_running',
  'payment_running',
  'rate_limited',
  'redelivery_running',
  'refund_running',
  'rotation_running',
  'state_plan_running',
  'test_clock_moving',
]);

function statusOf(outcome: Outcome): number {
  return outcome.ok ? outcome.value.status : refusalStatus[outcome.error.code];
}

/** An answer may hold what is shown only once, so it is sealed like a secret. */
function encode(outcome: Outcome): Buffer {
  return Buffer.from(JSON.stringify(outcome));
}

function contextOf({ caller, key }: CallerKey): string {
  return `idempotent-answer:${caller}:${key}`;
}

function keyReused({ key }: CallerKey) {
  return refuse(
    'idempotency_key_reused',
    `The Idempotency-Key '${key}' was used for another request. Use a new key for each change.`,
  );
}

function keyInUse({ key }: CallerKey) {
  return refuse(
    'idempotency_key_in_use',
    `The first request with the Idempotency-Key '${key}' is still running. Try again in ${RETRY_AFTER_SECONDS} seconds.`,
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}
