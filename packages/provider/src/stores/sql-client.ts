/**
 * Any client of PostgreSQL that takes a statement with numbered parameters: a `Pool` or `Client` of
 * `pg`, PGlite, Neon's. For postgres.js, `{ query: async (text, values) => ({ rows: await sql.unsafe(text, values) }) }`.
 */
export type SqlClient = {
  readonly query: (
    text: string,
    values: (string | number | null)[],
  ) => Promise<{ readonly rows: readonly unknown[] }>;
};

/**
 * The tables of the SQL stores, as one statement that may be run again, and by many at once. Put it into
 * your migrations, or run it when the process starts.
 */
export const sqlStoreTables = `
do $$ begin
  perform pg_advisory_xact_lock(hashtextextended('kontor stores', 0));
  create table if not exists kontor_call (
    key text primary key,
    fingerprint text not null,
    claim text not null,
    answer text,
    -- when the lease of a call that runs is over, or an answer is forgotten
    until timestamptz not null
  );
  create index if not exists kontor_call_until on kontor_call (until);
  create table if not exists kontor_usage (
    installation_id text primary key,
    version bigint not null,
    state text not null
  );
end $$`;

/** The rows of an answer, which the statement says the columns of. */
export function rowsIn<Row>({ rows }: { readonly rows: readonly unknown[] }): readonly Row[] {
  return rows as readonly Row[];
}
