import { lazy, Suspense } from 'react';
import { Skeleton } from './skeleton.tsx';
import { RowCells, rowLook, TableFrame, type TableProps } from './table-frame.tsx';

export type { Column } from './table-frame.tsx';

/** More rows than these are not all put into the page at once. */
const MANY = 60;

const Long = lazy(async () => ({
  default: (await import('./whole-long-table.tsx')).WholeLongTable,
}));

/** Rows of one kind that are all known, however many. */
export function Table<Row>(table: TableProps<Row>) {
  const { label, columns, rows, keyOf } = table;
  if (rows.length > MANY) {
    return (
      <Suspense fallback={<Skeleton />}>
        <Long {...(table as TableProps<unknown>)} />
      </Suspense>
    );
  }
  return (
    <TableFrame label={label} columns={columns}>
      {rows.map((row) => (
        <tr key={keyOf(row)} className={rowLook}>
          <RowCells columns={columns} row={row} />
        </tr>
      ))}
    </TableFrame>
  );
}
