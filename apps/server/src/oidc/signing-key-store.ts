import type { SigningKey } from '@kontor/signatures';
import type { Sql } from '../postgres/sql.ts';
import type { Vault } from '../vault/vault.ts';

type Row = {
  readonly key_id: string;
  readonly public_jwk: SigningKey['publicJwk'];
  readonly private_jwk: Buffer;
  readonly created_at: Date;
  readonly signs_from: Date;
  readonly signs_until: Date | null;
  readonly published_until: Date | null;
};

/** Any fixed number: whoever holds this advisory lock is changing the signing keys. */
const LOCK = 5_317_204_983;

/** The keys that sign for the host, the private half of each sealed. */
export function signingKeyStoreOn(sql: Sql, vault: Pick<Vault, 'seal' | 'open'>) {
  return {
    /** All keys, in the order in which they begin to sign. */
    list: async (): Promise<SigningKey[]> => {
      const rows = await sql<Row>('select * from signing_key order by signs_from, created_at');
      return Promise.all(rows.map((row) => keyOf(row, vault)));
    },

    /** Keeps others from changing the keys until the transaction ends. */
    lock: async (): Promise<void> => {
      await sql('select pg_advisory_xact_lock($1)', [LOCK]);
    },

    /** Makes the table hold exactly these keys. A private half is written once and never again. */
    replace: async (keys: readonly SigningKey[]): Promise<void> => {
      await sql('delete from signing_key where not key_id = any($1)', [keys.map(({ kid }) => kid)]);
      for (const key of keys) {
        await sql(
          `insert into signing_key (key_id, public_jwk, private_jwk, created_at, signs_from,
             signs_until, published_until) values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (key_id) do update
             set signs_until = excluded.signs_until, published_until = excluded.published_until`,
          [
            key.kid,
            JSON.stringify(key.publicJwk),
            await vault.seal(
              'host',
              contextOf(key.kid),
              Buffer.from(JSON.stringify(key.privateJwk)),
            ),
            key.createdAt,
            key.signsFrom,
            key.signsUntil ?? null,
            key.publishedUntil ?? null,
          ],
        );
      }
    },
  };
}

async function keyOf(row: Row, vault: Pick<Vault, 'open'>): Promise<SigningKey> {
  const privateJwk = await vault.open('host', contextOf(row.key_id), row.private_jwk);
  return {
    kid: row.key_id,
    publicJwk: row.public_jwk,
    privateJwk: JSON.parse(privateJwk.toString('utf8')),
    createdAt: row.created_at,
    signsFrom: row.signs_from,
    ...(row.signs_until && { signsUntil: row.signs_until }),
    ...(row.published_until && { publishedUntil: row.published_until }),
  };
}

function contextOf(keyId: string): string {
  return `signing-key:${keyId}`;
}
