import type { Database } from '../postgres/database.ts';
import { wrapContext } from './data-keys.ts';
import type { KeyWrapper } from './key-wrapper.ts';

const BATCH = 100;

type Row = {
  readonly scope: string;
  readonly data_key_id: string;
  readonly wrapped: Buffer;
  readonly key_encryption_key_id: string;
};
type Ports = { readonly database: Pick<Database, 'read'>; readonly keyWrapper: KeyWrapper };

type Wanted = {
  /** Key-encryption keys that nothing is to be wrapped by any more. */
  readonly from: readonly string[];
  /** After how many data keys to stop for now. */
  readonly atMost?: number | undefined;
};

/**
 * Wraps data keys anew that are wrapped by one of these key-encryption keys, under the one that wraps
 * now, and answers how many changed. It runs beside everything else, may be stopped and repeated, and
 * changes nothing that is sealed.
 *
 * Once it answers 0, no row needs those key-encryption keys.
 */
export async function rewrapDataKeys(
  ports: Ports,
  { from, atMost = Number.POSITIVE_INFINITY }: Wanted,
): Promise<number> {
  let changed = 0;
  while (changed < atMost) {
    const rows = await ports.database.read<Row>(
      `select scope, data_key_id, wrapped, key_encryption_key_id from data_key
       where key_encryption_key_id = any($1) order by key_encryption_key_id limit $2`,
      [from, Math.min(BATCH, atMost - changed)],
    );
    if (rows.length === 0) return changed;
    for (const row of rows) changed += await rewrap(row, ports);
  }
  return changed;
}

/** Changes nothing where another process was quicker. */
async function rewrap(row: Row, { database, keyWrapper }: Ports): Promise<number> {
  const context = wrapContext(row.scope, Number(row.data_key_id));
  const dataKey = await keyWrapper.unwrap(row.key_encryption_key_id, row.wrapped, context);
  const { keyId, wrapped } = await keyWrapper.wrap(dataKey, context);
  const updated = await database.read(
    `update data_key set wrapped = $3, key_encryption_key_id = $4
     where scope = $1 and data_key_id = $2 and key_encryption_key_id = $5 returning 1`,
    [row.scope, row.data_key_id, wrapped, keyId, row.key_encryption_key_id],
  );
  return updated.length;
}

/**
 * Throws a {@link VaultError} unless the wrapper can unwrap what the database holds: one data key
 * for each key-encryption key. Asked at start, so that a lost or foreign keyring is found before
 * anything is sealed under a new one.
 */
export async function requireFittingKeys({ database, keyWrapper }: Ports): Promise<void> {
  const rows = await database.read<Row>(
    `select distinct on (key_encryption_key_id)
       scope, data_key_id, wrapped, key_encryption_key_id from data_key
     order by key_encryption_key_id, scope`,
  );
  for (const { scope, data_key_id, wrapped, key_encryption_key_id } of rows) {
    const context = wrapContext(scope, Number(data_key_id));
    await keyWrapper.unwrap(key_encryption_key_id, wrapped, context);
  }
}
