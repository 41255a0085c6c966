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

/** A key that says the team and that many rows of a table may have, as two of the table's indexes begin. */
export type SharedKey = {
  readonly table: string;
  readonly column: string;
  /** Whether the planner is told that the column says the team. */
  readonly isTold: boolean;
};

export function readSharedKeys(sql: Sql): Promise<readonly SharedKey[]> {
  return sql<SharedKey>(
    `with lead as (
       select i.indrelid, i.indkey[0] as team, i.indkey[1] as key,
         bool_or(i.indisunique and i.indpred is null and i.indnkeyatts = 2) as is_of_one_row
       from pg_index i
       join pg_class c on c.oid = i.indrelid and c.relnamespace = 'public'::regnamespace
       join pg_attribute t on t.attrelid = c.oid and t.attnum = i.indkey[0] and t.attname = 'team_id'
       join pg_attribute k on k.attrelid = c.oid and k.attnum = i.indkey[1] and k.attname like '%_id'
       group by 1, 2, 3 having count(*) > 1 and bool_or(i.indnkeyatts > 2))
     select l.indrelid::regclass::text as "table", k.attname as "column",
       exists (select from pg_statistic_ext s where s.stxrelid = l.indrelid
         and s.stxkeys::int2[] @> array[l.team, l.key] and 'f' = any(s.stxkind)) as "isTold"
     from lead l join pg_attribute k on k.attrelid = l.indrelid and k.attnum = l.key
     where not is_of_one_row order by 1, 2`,
  );
}
