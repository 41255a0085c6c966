import type { OlderRows } from './long-table.tsx';

/** Rows that are all there already, as a long table takes them. */
export function wholeList<Row>(rows: readonly Row[]): OlderRows<Row> {
  return { rows, hasMore: false, isReading: false, onMore: nothing };
}

function nothing(): void {}
