import type pg from 'pg';
import { BackupError } from './manifest.ts';

export type Table = {
  readonly schema: string;
  readonly name: string;
  /** Those that are written; a generated one follows from them. */
  readonly columns: readonly string[];
};

/** What the database keeps of itself, and no backup brings back. */
const OWN = ['schema_migration'];

const TABLES = `
  select n.nspname as schema, c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    and a.attgenerated = ''
  where c.relkind in ('r', 'p') and not c.relispartition
    and n.nspname not in ('pg_catalog', 'information_schema')
  group by n.nspname, c.relname
  order by n.nspname, c.relname`;

const REFERENCES = `
  select distinct fn.nspname || '.' || f.relname as from_table, tn.nspname || '.' || t.relname as to_table
  from pg_constraint k
  join pg_class f on f.oid = k.conrelid join pg_namespace fn on fn.oid = f.relnamespace
  join pg_class t on t.oid = k.confrelid join pg_namespace tn on tn.oid = t.relnamespace
  where k.contype = 'f' and k.conrelid <> k.confrelid`;

/** Every table with data of the host, each after those that its rows refer to. */
export async function tablesInOrder(client: pg.ClientBase): Promise<Table[]> {
  const { rows: tables } = await client.query<Table>(TABLES);
  const { rows: references } = await client.query<{ from_table: string; to_table: string }>(
    REFERENCES,
  );
  const left = new Map(
    tables.filter(({ name }) => !OWN.includes(name)).map((table) => [keyOf(table), table]),
  );
  const ordered: Table[] = [];
  while (left.size > 0) {
    const free = [...left].filter(
      ([key]) => !references.some((each) => each.from_table === key && left.has(each.to_table)),
    );
    if (free.length === 0) {
      throw new BackupError(
        `The tables ${[...left.keys()].join(', ')} refer to each other in a circle, so no order of them can be restored.`,
      );
    }
    for (const [key, table] of free) {
      left.delete(key);
      ordered.push(table);
    }
  }
  return ordered;
}

function keyOf({ schema, name }: Pick<Table, 'schema' | 'name'>): string {
  return `${schema}.${name}`;
}
