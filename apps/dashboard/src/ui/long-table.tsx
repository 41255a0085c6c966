import { useWindowVirtualizer, type VirtualItem, type Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Button } from './button.tsx';
import { RowCells, rowLook, TableFrame, type TableProps } from './table-frame.tsx';

/** How high a row is taken to be before it was seen, in pixels. */
const USUAL_HEIGHT = 45;
const BEYOND = 12;

/** What of a long list comes from page to page. */
export type OlderRows<Row> = {
  readonly rows: readonly Row[];
  readonly hasMore: boolean;
  readonly isReading: boolean;
  readonly onMore: () => unknown;
};

export type LongTableProps<Row> = TableProps<Row> & OlderRows<Row>;

/**
 * Rows of one kind, however many: only those in sight are in the page, and older ones are asked for
 * as one scrolls to them. Whoever does not scroll has a button.
 */
export function LongTable<Row>({
  label,
  columns,
  rows,
  keyOf,
  hasMore,
  isReading,
  onMore,
}: LongTableProps<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    setScrollMargin((frame.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => USUAL_HEIGHT,
    overscan: BEYOND,
    scrollMargin,
    getItemKey: (index) => keyOf(rows[index] as Row),
  });
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = keepsPlace;
  const shown = virtualizer.getVirtualItems();
  const [first, last] = [shown[0], shown.at(-1)];
  const isAtEnd = last !== undefined && last.index >= rows.length - BEYOND;
  useEffect(() => {
    if (isAtEnd && hasMore && !isReading) onMore();
  }, [isAtEnd, hasMore, isReading, onMore]);
  const above = (first?.start ?? scrollMargin) - scrollMargin;
  const below = virtualizer.getTotalSize() - ((last?.end ?? scrollMargin) - scrollMargin);
  return (
    <div ref={frame} className="flex flex-col gap-3">
      <TableFrame label={label} columns={columns} rowCount={hasMore ? -1 : rows.length + 1}>
        {above > 0 && <Gap height={above} columns={columns.length} />}
        {shown.map(({ key, index }) => (
          <tr
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            aria-rowindex={index + 2}
            className={rowLook}
          >
            <RowCells columns={columns} row={rows[index] as Row} />
          </tr>
        ))}
        {below > 0 && <Gap height={below} columns={columns.length} />}
      </TableFrame>
      {hasMore && (
        <div>
          <Button isPending={isReading} onPress={() => onMore()}>
            {isReading ? 'Reading …' : 'Show more'}
          </Button>
        </div>
      )}
    </div>
  );
}

/**
 * Whether the page is moved by what a row above turns out to be higher or lower than it was taken to be. Not while
 * one scrolls: that ends the way there, and whoever has pressed the key for the start or the end is left before it.
 * Browsers keep what is in sight where it is meanwhile.
 */
function keepsPlace(
  { start }: VirtualItem,
  _: number,
  { scrollDirection, scrollOffset }: Virtualizer<Window, Element>,
): boolean {
  return scrollDirection === null && start < (scrollOffset ?? 0);
}

/** The place of rows that are not in sight. */
function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0 }} />
    </tr>
  );
}
