import type { ReactNode } from 'react';
import { classes } from './classes.ts';

export type Column<Row> = {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the right, so that they can be compared. */
  readonly isNumber?: boolean;
  /** Left out on a phone, where another column says the same. */
  readonly needsRoom?: boolean;
};

export type TableProps<Row> = {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
};

export const rowLook = 'border-b border-line last:border-0 hover:bg-hover';

function lookOf<Row>({ isNumber, needsRoom }: Column<Row>): string {
  return classes(
    isNumber ? 'text-right tabular-nums whitespace-nowrap' : 'text-left',
    needsRoom && 'max-sm:hidden',
  );
}

/** What stands around rows: a part of the page of its own, and the names of the columns. */
export function TableFrame<Row>({
  label,
  columns,
  rowCount,
  children,
}: Pick<TableProps<Row>, 'label' | 'columns'> & {
  /** With the row of names, where not all rows are in the page; -1 where nobody knows. */
  readonly rowCount?: number;
  readonly children: ReactNode;
}) {
  return (
    <section
      className="overflow-x-auto rounded-lg border border-line scroll-hint-surface"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table className="w-full border-collapse" aria-rowcount={rowCount}>
        <thead>
          <tr className="border-b border-line text-muted">
            {columns.map((column) => (
              <th
                key={column.name}
                scope="col"
                className={classes('px-4 py-2 font-medium', lookOf(column))}
              >
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

export function RowCells<Row>({
  columns,
  row,
}: Pick<TableProps<Row>, 'columns'> & { readonly row: Row }) {
  return columns.map((column) => (
    <td key={column.name} className={classes('px-4 py-2.5 align-top', lookOf(column))}>
      {column.cell(row)}
    </td>
  ));
}
