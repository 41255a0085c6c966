import type pg from 'pg';
import { report } from '../report.ts';

/** Bytes of a table's rows and what stands beside them, and of its indexes. */
type Size = { readonly rows: number; readonly indexes: number };
export type Disk = ReadonlyMap<string, Size>;

/** Tables that take less for an installation are told together. */
const WORTH_TELLING_BYTES = 512;

/** What each table takes of the disk. */
export async function readDisk(client: pg.Client): Promise<Disk> {
  const { rows } = await client.query<{ name: string; rows: string; indexes: string }>(
    `select c.oid::regclass::text as name, pg_table_size(c.oid) as rows,
       pg_indexes_size(c.oid) as indexes
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('public', 'people')`,
  );
  return new Map(
    rows.map(({ name, rows: own, indexes }) => [
      name,
      { rows: Number(own), indexes: Number(indexes) },
    ]),
  );
}

/** Tells what each installation that came between takes, table by table. */
export function reportDisk(before: Disk, after: Disk, installations: number): void {
  const grown = [...after].map(([table, size]) => {
    const former = before.get(table) ?? { rows: 0, indexes: 0 };
    const rows = (size.rows - former.rows) / installations;
    const indexes = (size.indexes - former.indexes) / installations;
    return { table, rows, indexes, all: rows + indexes };
  });
  const told = grown.filter(({ all }) => all >= WORTH_TELLING_BYTES).sort((a, b) => b.all - a.all);
  const bytes = (of: 'rows' | 'indexes' | 'all', tables = grown) =>
    tables.reduce((sum, each) => sum + each[of], 0);
  const rest = grown.filter(({ all }) => all < WORTH_TELLING_BYTES);
  const line = (table: string, tables: typeof grown) => ({
    table,
    'rows, bytes': bytes('rows', tables),
    'indexes, bytes': bytes('indexes', tables),
    share: `${((100 * bytes('all', tables)) / bytes('all')).toFixed(0)} %`,
  });
  report(
    `Disk of an installation, by table, among ${installations}`,
    [...told.map((each) => line(each.table, [each])), line('all others', rest)],
    `An installation takes ${(bytes('all') / 1024).toFixed(0)} KB of disk.`,
  );
}
