import { LongTable } from './long-table.tsx';
import type { TableProps } from './table-frame.tsx';
import { wholeList } from './whole-list.ts';

/** A long table of rows that are all there already. */
export function WholeLongTable({ rows, ...table }: TableProps<unknown>) {
  return <LongTable {...table} {...wholeList(rows)} />;
}
