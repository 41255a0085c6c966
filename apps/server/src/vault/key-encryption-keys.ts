import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { Database } from '../postgres/database.ts';
import type { Sql } from '../postgres/sql.ts';
import type { Keyring } from './keyring.ts';
import { KeyringError } from './keyring-file.ts';
import { rewrapDataKeys } from './rewrap-data-keys.ts';

/** A process that has said nothing for so long is gone. */
const GONE_AFTER = '60 seconds';
/**
 * One that has the same keys says so again after so long. That can fail twice until it is gone; to say it at
 * every look would change the moment of the database for all that is known of it.
 */
const SAID_AGAIN_AFTER = '20 seconds';
/** Re-wrapped in one run of the job, so that it notices an end of the process soon. */
const A_RUN = 1_000;
/** Any fixed number: whoever holds this advisory lock decides which key wraps, or learns it. */
const LOCK = 5_317_204_984;

export type KeyEncryptionKeysPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly keyring: Keyring;
  /** This process: an id that no other one ever has, and how people know it. */
  readonly process: { readonly id: string; readonly name: string };
  readonly now: () => Date;
};

type Holder = { readonly name: string; readonly keyIds: readonly string[]; readonly seenAt: Date };

export type KeyEncryptionKeys = ReturnType<typeof createKeyEncryptionKeys>;

/**
 * Which key-encryption key wraps, the same for all processes. A key is added first and wraps later, once
 * every process says that it can unwrap: until then another machine may have an older keyring.
 */
export function createKeyEncryptionKeys(ports: KeyEncryptionKeysPorts) {
  const { database, keyring, now } = ports;

  /**
   * Looks into the keyring again, says what is in it, and wraps as everybody does. A process whose keyring
   * lacks the key that wraps must not run: throws a {@link KeyringError}.
   */
  async function follow(): Promise<void> {
    await keyring.reload();
    await database.transact(async (sql) => {
      await sql('select pg_advisory_xact_lock($1)', [LOCK]);
      const wrapping = (await wrappingKey(sql)) ?? (await beginWith(sql, newestOf(keyring), now()));
      if (!keyring.wrapUnder(wrapping)) throw lacksKey(wrapping);
      await sayWhatIsIn(sql);
    });
  }

  async function sayWhatIsIn(sql: Sql): Promise<void> {
    const keyIds = keyring.keys().map(({ id }) => id);
    await sql(
      `insert into keyring_holder (process, name, key_ids, seen_at)
       select $1::text, $2::text, $3::text[], clock_timestamp()
       where not exists (select from keyring_holder
         where process = $1 and key_ids = $3 and seen_at > clock_timestamp() - $4::interval)
       on conflict (process) do update set key_ids = excluded.key_ids, seen_at = excluded.seen_at`,
      [ports.process.id, ports.process.name, keyIds, SAID_AGAIN_AFTER],
    );
  }

  /** Has every data key wrapped by the newest key from now on, as `note` writes down with it. */
  async function use(
    keyId: string,
    note: (sql: Sql) => Promise<void>,
  ): Promise<Result<null, Refusal>> {
    await follow();
    if (!keyring.keys().some(({ id }) => id === keyId)) return keyNotFound(keyId);
    if (keyId !== newestOf(keyring)) return isOld(keyId);
    const used = await database.transact(async (sql) => {
      await sql('select pg_advisory_xact_lock($1)', [LOCK]);
      if ((await wrappingKey(sql)) === keyId) return ok(null);
      const lacking = (await holders(sql)).filter(({ keyIds }) => !keyIds.includes(keyId));
      if (lacking.length > 0) return isIncomplete(keyId, lacking);
      await beginWith(sql, keyId, now());
      await note(sql);
      return ok(null);
    });
    if (used.ok) keyring.wrapUnder(keyId);
    return used;
  }

  return {
    follow,
    use,
    /** Adds a key to the keyring of this process. */
    add: async () => {
      const added = await keyring.add(now());
      await follow();
      return added;
    },
    /** Re-wraps what is wrapped by a key that came before the one that wraps. */
    rewrapSome: async (): Promise<void> => {
      const before = keyring.keys().map(({ id }) => id);
      if (before.length < 2) return;
      const wrapping = await wrappingKey(database.read);
      if (wrapping === undefined || !keyring.wrapUnder(wrapping)) return;
      const from = before.slice(0, before.indexOf(wrapping));
      await rewrapDataKeys({ database, keyWrapper: keyring }, { from, atMost: A_RUN });
    },
    list: () => readStanding(database.read, keyring),
    /** Says that this process is gone. */
    leave: async (): Promise<void> => {
      await database.read('delete from keyring_holder where process = $1', [ports.process.id]);
    },
  };
}

async function wrappingKey(sql: Sql): Promise<string | undefined> {
  const [row] = await sql<{ key_id: string }>(
    'select key_id from key_encryption_key order by wraps_since desc limit 1',
  );
  return row?.key_id;
}

async function beginWith(sql: Sql, keyId: string, at: Date): Promise<string> {
  await sql(
    `insert into key_encryption_key (key_id, wraps_since) values ($1, $2)
     on conflict (key_id) do update set wraps_since = excluded.wraps_since`,
    [keyId, at],
  );
  return keyId;
}

function holders(sql: Sql): Promise<Holder[]> {
  return sql<Holder>(
    `select name, key_ids as "keyIds", seen_at as "seenAt" from keyring_holder
     where seen_at > clock_timestamp() - $1::interval order by name, process`,
    [GONE_AFTER],
  );
}

async function readStanding(read: Sql, keyring: Keyring) {
  const [used, counts, processes] = await Promise.all([
    read<{ key_id: string; wraps_since: Date }>('select * from key_encryption_key'),
    read<{ key_id: string; count: number }>(
      `select key_encryption_key_id as key_id, count(*)::int as count from data_key group by 1`,
    ),
    holders(read),
  ]);
  const since = new Map(used.map(({ key_id, wraps_since }) => [key_id, wraps_since]));
  const countOf = new Map(counts.map(({ key_id, count }) => [key_id, count]));
  const wrappingKeyId =
    used.toSorted((one, other) => other.wraps_since.getTime() - one.wraps_since.getTime())[0]
      ?.key_id ?? newestOf(keyring);
  const dataKeys = counts.reduce((sum, { count }) => sum + count, 0);
  const keys = keyring.keys().map(({ id, createdAt }) => ({
    id,
    createdAt,
    wrapsSince: since.get(id)?.toISOString() ?? null,
    dataKeys: countOf.get(id) ?? 0,
  }));
  return {
    keys,
    wrappingKeyId,
    dataKeys,
    left: dataKeys - (countOf.get(wrappingKeyId) ?? 0),
    processes: processes.map(({ name, keyIds, seenAt }) => ({
      name,
      seenAt: seenAt.toISOString(),
      lacks: keys.map(({ id }) => id).filter((id) => !keyIds.includes(id)),
    })),
  };
}

function newestOf(keyring: Keyring): string {
  return keyring.keys().at(-1)?.id ?? '';
}

function lacksKey(keyId: string): KeyringError {
  return new KeyringError(
    `The keyring lacks the key ${keyId}, which wraps data keys. Copy keyring.json of a process that has it into the data directory of this one.`,
  );
}

function keyNotFound(keyId: string) {
  return refuse(
    'key_not_found',
    `The keyring has no key '${keyId}'. Add one first, and name its id.`,
  );
}

function isOld(keyId: string) {
  return refuse('key_not_newest', `A newer key than '${keyId}' was added. Use the newest one.`, {
    keyId,
  });
}

function isIncomplete(keyId: string, lacking: readonly Holder[]) {
  const names = lacking.map(({ name }) => name).join(', ');
  return refuse(
    'keyring_incomplete',
    `${names} cannot unwrap with ${keyId} yet. Copy keyring.json into the data directory there, wait ten seconds, and try again. A process that has ended counts for a minute.`,
    { processes: lacking.map(({ name }) => name) },
  );
}
