import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { BoundedCache } from '../bounded-cache.ts';
import type { Sql } from '../postgres/sql.ts';
import { KEY_BYTES } from './aead.ts';
import type { KeyWrapper } from './key-wrapper.ts';

/** A team's id, or `host` for what belongs to no team. */
export type Scope = string;

/** The data keys of one scope, numbered from 1; the newest seals. */
export type ScopeKeys = { readonly newest: number; readonly keys: ReadonlyMap<number, KeyObject> };

/** Scopes whose unwrapped keys are kept in memory. */
const REMEMBERED_SCOPES = 10_000;
/** After this long a process notices that another one added a data key. */
const REMEMBERED_MS = 60_000;

type Row = {
  readonly data_key_id: string;
  readonly wrapped: Buffer;
  readonly key_encryption_key_id: string;
};
type Remembered = { readonly keys: Promise<ScopeKeys>; readonly until: number };
export type DataKeysPorts = {
  /** Runs single statements on connections that no transaction holds. */
  readonly sql: Sql;
  readonly keyWrapper: KeyWrapper;
  readonly now: () => Date;
};

/** Makes, keeps and unwraps data keys. */
export function createDataKeys({ sql, keyWrapper, now }: DataKeysPorts) {
  const remembered = new BoundedCache<Scope, Remembered>(REMEMBERED_SCOPES);

  /** The keys of a scope; the first one is made when it has none. */
  function of(scope: Scope): Promise<ScopeKeys> {
    const known = remembered.get(scope);
    if (known && known.until > now().getTime()) return known.keys;
    return load(scope);
  }

  /** The keys of a scope as they stand in the database now. */
  function load(scope: Scope): Promise<ScopeKeys> {
    const keys = read(scope);
    remembered.set(scope, { keys, until: now().getTime() + REMEMBERED_MS });
    // one that failed is asked for again
    keys.catch(() => remembered.delete(scope));
    return keys;
  }

  async function read(scope: Scope): Promise<ScopeKeys> {
    let rows = await select(scope);
    if (rows.length === 0) {
      await insert(scope, 1);
      rows = await select(scope);
    }
    const keys = new Map<number, KeyObject>();
    let newest = 0;
    for (const { data_key_id, wrapped, key_encryption_key_id } of rows) {
      const number = Number(data_key_id);
      const context = wrapContext(scope, number);
      const dataKey = await keyWrapper.unwrap(key_encryption_key_id, wrapped, context);
      // of bytes that are no key yet Node takes longer to find that out than to seal with them
      keys.set(number, createSecretKey(dataKey));
      newest = number;
    }
    return { newest, keys };
  }

  const select = (scope: Scope) =>
    sql<Row>(
      `select data_key_id, wrapped, key_encryption_key_id from data_key
       where scope = $1 order by data_key_id::int`,
      [scope],
    );

  /** Two processes may do this at once: the number decides which key counts. */
  async function insert(scope: Scope, number: number): Promise<void> {
    const dataKey = randomBytes(KEY_BYTES);
    const { keyId, wrapped } = await keyWrapper.wrap(dataKey, wrapContext(scope, number));
    await sql(
      `insert into data_key (scope, data_key_id, wrapped, key_encryption_key_id, created_at)
       values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [scope, String(number), wrapped, keyId, now()],
    );
  }

  async function add(scope: Scope): Promise<number> {
    const { newest } = await load(scope);
    await insert(scope, newest + 1);
    return (await load(scope)).newest;
  }

  return { of, load, add };
}

/** What a wrapped data key is bound to, so that a row moved to another scope does not unwrap. */
export function wrapContext(scope: Scope, number: number): string {
  return `data-key:${number}:${scope}`;
}
