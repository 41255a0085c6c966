import { rowsIn, type SqlClient } from '../stores/sql-client.ts';
import type { IdempotencyStore } from './idempotency-store.ts';
import {
  type Kept,
  type LeasedIdempotencyOptions,
  type LeasedKeys,
  leasedIdempotencyStore,
} from './leased-idempotency-store.ts';

export type SqlIdempotencyOptions = LeasedIdempotencyOptions & { readonly client: SqlClient };

/** How often what is over is removed, in milliseconds. */
const tidyMs = 60_000;

const soon = (milliseconds: string) =>
  `clock_timestamp() + ${milliseconds}::double precision * interval '1 millisecond'`;

const claiming = `
  insert into kontor_call as kept (key, fingerprint, claim, until)
  values ($1, $2, $3, ${soon('$4')})
  on conflict (key) do update
    set fingerprint = excluded.fingerprint, claim = excluded.claim, until = excluded.until, answer = null
    where kept.until <= clock_timestamp() or (kept.answer is null and kept.claim = $5)
  returning claim`;

const keeping = `
  insert into kontor_call as kept (key, fingerprint, claim, answer, until)
  values ($1, $2, $3, $4, ${soon('$5')})
  on conflict (key) do update set answer = excluded.answer, until = excluded.until
    where kept.claim = excluded.claim`;

/**
 * Remembers answers in PostgreSQL, for any number of processes. It uses the table of `sqlStoreTables`
 * and the clock of the database.
 */
export function sqlIdempotencyStore({
  client,
  ...options
}: SqlIdempotencyOptions): IdempotencyStore {
  return leasedIdempotencyStore(sqlKeys(client), options);
}

function sqlKeys(client: SqlClient): LeasedKeys {
  let tidiedAt = Number.NEGATIVE_INFINITY;

  return {
    claim: async ({ key, fingerprint, claim, leaseMs, over }) => {
      await tidy();
      for (;;) {
        const made = await client.query(claiming, [key, fingerprint, claim, leaseMs, over]);
        if (made.rows.length > 0) return undefined;
        const found = await client.query(
          'select fingerprint, claim, answer from kontor_call where key = $1 and until > clock_timestamp()',
          [key],
        );
        const [kept] = rowsIn<Kept>(found);
        // what was there a moment ago may be over by now, and then the key is free
        if (kept) return kept;
      }
    },
    renew: async ({ key, claim, leaseMs }) => {
      await client.query(
        `update kontor_call set until = ${soon('$3')} where key = $1 and claim = $2 and answer is null`,
        [key, claim, leaseMs],
      );
    },
    keep: async ({ key, fingerprint, claim, answer, keepMs }) => {
      await client.query(keeping, [key, fingerprint, claim, answer, keepMs]);
    },
    drop: async ({ key, claim }) => {
      await client.query(
        'delete from kontor_call where key = $1 and claim = $2 and answer is null',
        [key, claim],
      );
    },
  };

  async function tidy(): Promise<void> {
    if (performance.now() - tidiedAt < tidyMs) return;
    tidiedAt = performance.now();
    await client.query('delete from kontor_call where until <= clock_timestamp()', []);
  }
}
