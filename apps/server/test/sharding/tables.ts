import type { Sql } from '../../src/postgres/sql.ts';

/** A table as the catalog of the database has it. */
export type Table = {
  readonly name: string;
  readonly columns: readonly string[];
  /** The columns of its primary key and of each unique index, in order. */
  readonly keys: readonly (readonly string[])[];
  readonly references: readonly { readonly to: string; readonly columns: readonly string[] }[];
};

const columnsOf = (list: string) =>
  `(select coalesce(json_agg(a.attname order by k.place), '[]') from unnest(${list}) with ordinality k (attnum, place)
    left join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum)`;

/** Every table of the host, but those that its sign-in library keeps of people. */
export function readTables(sql: Sql): Promise<readonly Table[]> {
  return sql<Table>(
    `select c.relname as name,
       (select json_agg(a.attname) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
       (select coalesce(json_agg(${columnsOf('i.indkey::int2[]')}), '[]') from pg_index i
        where i.indrelid = c.oid and i.indisunique) as keys,
       (select coalesce(json_agg(json_build_object('to', f.confrelid::regclass::text,
          'columns', ${columnsOf('f.conkey')})), '[]')
        from pg_constraint f where f.conrelid = c.oid and f.contype = 'f') as "references"
     from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
     where c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
}
