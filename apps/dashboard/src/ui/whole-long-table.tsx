import { LongTable } from './long-table.tsx';
import type { TableProps } from './table-frame.tsx';

/** A long table of rows that are all there already. */
export function WholeLongTable(table: TableProps<unknown>) {
  return <LongTable {...table} hasMore={false} isReading={false} onMore={nothing} />;
}

function nothing(): void {}
