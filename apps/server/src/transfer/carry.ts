import type { Sql } from '../postgres/sql.ts';
import type { Reseal } from './reseal.ts';

/**
 * Writes rows of `from` for `to`, with everything that a later migration adds to them; over those that
 * a team has from when it had the same before.
 */
export async function carry(
  { sql, from, to }: Reseal,
  table: string,
  which: string,
  values: readonly unknown[],
  changes: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const overwrite = (await columnsOf(sql, table)).map((name) => `${name} = excluded.${name}`);
  await sql(
    `insert into ${table} select (jsonb_populate_record(t, $2::jsonb)).*
     from ${table} t where t.team_id = $1 and ${which}
     on conflict on constraint ${table}_pkey do update set ${overwrite.join(', ')}`,
    [from, JSON.stringify({ team_id: to, ...changes }), ...values],
  );
}

async function columnsOf(sql: Sql, table: string): Promise<readonly string[]> {
  const rows = await sql<{ name: string }>(
    `select quote_ident(attname) as name from pg_attribute
     where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`,
    [table],
  );
  return rows.map(({ name }) => name);
}
