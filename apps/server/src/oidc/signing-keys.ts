import { generateSigningKey, rotate, type SigningKey } from '@kontor/signatures';
import type { Database } from '../postgres/database.ts';
import type { Sql } from '../postgres/sql.ts';
import type { Vault } from '../vault/vault.ts';
import { signingKeyStoreOn } from './signing-key-store.ts';

/** How long a token of the host is good for, in seconds. */
export const TOKEN_LIFETIME_SECONDS = 3600;

/**
 * After this long a process has noticed a key that another brought in. A new key signs later than
 * every process publishes it plus the time that verifiers cache what is published.
 */
const REMEMBERED_MS = 60_000;

/** The keys that sign what the host tells providers. */
export type SigningKeys = {
  /** Every key that is kept; the first is made when there is none. */
  readonly current: () => Promise<readonly SigningKey[]>;
  /**
   * Brings in a new key: published at once, signing when every cache has seen it. Keys that nobody
   * needs for verifying any more are deleted. Answers the new key.
   *
   * @param note writes down in the same transaction that it was
   */
  readonly rotate: (note: NoteRotation) => Promise<SigningKey>;
};

export type NoteRotation = (sql: Sql, key: SigningKey) => Promise<void>;

type Ports = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly vault: Pick<Vault, 'seal' | 'open'>;
  readonly now: () => Date;
};

export function createSigningKeys({ database, vault, now }: Ports): SigningKeys {
  let remembered: { keys: Promise<readonly SigningKey[]>; until: number } | undefined;
  /** Private keys as they were first read: what is imported from one is kept by its identity. */
  const privateJwks = new Map<string, SigningKey['privateJwk']>();

  async function load(): Promise<readonly SigningKey[]> {
    const stored = await signingKeyStoreOn(database.read, vault).list();
    const keys = stored.length > 0 ? stored : [await addKey((keys) => keys.length === 0)];
    return keys.map((key) => {
      const privateJwk = privateJwks.get(key.kid) ?? key.privateJwk;
      privateJwks.set(key.kid, privateJwk);
      return { ...key, privateJwk };
    });
  }

  /** Adds a key if it is still wanted once nobody else changes the keys; answers the newest. */
  async function addKey(
    isWanted: (keys: readonly SigningKey[]) => boolean,
    note: NoteRotation = async () => {},
  ): Promise<SigningKey> {
    const fresh = await generateSigningKey(now());
    return database.transact(async (sql) => {
      const store = signingKeyStoreOn(sql, vault);
      await store.lock();
      const before = await store.list();
      const overlap = { tokenLifetimeSeconds: TOKEN_LIFETIME_SECONDS };
      const after = isWanted(before) ? rotate(before, fresh, now(), overlap) : before;
      const newest = newestOf(after);
      if (after === before) return newest;
      await store.replace(after);
      await note(sql, newest);
      return newest;
    });
  }

  return {
    current: () => {
      if (remembered && now().getTime() < remembered.until) return remembered.keys;
      const keys = load();
      remembered = { keys, until: now().getTime() + REMEMBERED_MS };
      keys.catch(() => {
        remembered = undefined;
      });
      return keys;
    },
    rotate: async (note) => {
      const added = await addKey(() => true, note);
      remembered = undefined;
      return added;
    },
  };
}

function newestOf(keys: readonly SigningKey[]): SigningKey {
  const newest = keys.at(-1);
  if (!newest) throw new Error('there is no signing key after one was added');
  return newest;
}
