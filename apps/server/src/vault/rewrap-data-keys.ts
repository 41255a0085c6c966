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

/**
 * Wraps every data key anew under the newest key-encryption key and answers how many changed. It
 * runs beside everything else, may be stopped and repeated, and changes nothing that is sealed.
 *
 * Once it answers 0, no row needs an older key-encryption key.
 */
export async function rewrapDataKeys({ database, keyWrapper }: Ports): Promise<number> {
  let changed = 0;
  for (;;) {
    const rows = await database.read<Row>(
      `select scope, data_key_id, wrapped, key_encryption_key_id from data_key
       where key_encryption_key_id <> $1 order by scope, data_key_id limit $2`,
      [keyWrapper.keyId, BATCH],
    );
    if (rows.length === 0) return changed;
    for (const row of rows) changed += await rewrap(row, { database, keyWrapper });
  }
}

async function rewrap(row: Row, { database, keyWrapper }: Ports): Promise<number> {
  const context = wrapContext(row.scope, Number(row.data_key_id));
  const dataKey = await keyWrapper.unwrap(row.key_encryption_key_id, row.wrapped, context);
  const updated = await database.read(
    `update data_key set wrapped = $3, key_encryption_key_id = $4
     where scope = $1 and data_key_id = $2 and key_encryption_key_id = $5 returning 1`,
    [
      row.scope,
      row.data_key_id,
      await keyWrapper.wrap(dataKey, context),
      keyWrapper.keyId,
      row.key_encryption_key_id,
    ],
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
