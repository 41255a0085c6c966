import { cleanText } from './clean-text.ts';
import { fitColumns, type Measured } from './fit-columns.ts';
import type { Line, Row } from './line.ts';
import { shortened, widthOf } from './text-width.ts';

export type TableOptions = {
  /** Titles of columns that are read or copied as a whole, so that no terminal is too narrow for them. */
  readonly whole?: readonly string[];
};

/**
 * Rows under titles, each column as wide as its widest cell. For a terminal that is narrower, texts are
 * shortened: not the first column, which commands take for a name, and no ids, numbers, times and commands.
 */
export function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  { whole = [] }: TableOptions = {},
): Row[] {
  const cells = [titles, ...rows].map((row) => row.map((cell) => cleanText(cell)));
  const columns = titles.map((title, at): Measured => {
    const column = cells.map((row) => row[at] ?? '');
    const width = Math.max(...column.map(widthOf));
    const isWhole = at === 0 || whole.includes(title) || isCopied(title, column.slice(1));
    return { width, least: isWhole ? width : Math.min(width, Math.max(LEAST, widthOf(title))) };
  });
  const widths = columns.map(({ width }) => width);
  const lines = cells.map((row) => ({
    text: joined(row, widths),
    fitted: (available: number) => joined(row, fitColumns(columns, GAP.length, available)),
  }));
  return lines.map((line, at) => (at === 0 ? { ...line, look: 'heading' } : line));
}

/** Labels and values, one pair a line. */
export function facts(pairs: readonly (readonly [label: string, value: string])[]): Line[] {
  const width = Math.max(...pairs.map(([label]) => label.length));
  return pairs.map(([label, value]) => `${label.padEnd(width)}  ${cleanText(value)}`);
}

const GAP = '  ';
/** No text is shortened to fewer columns. */
const LEAST = 8;
const COPIED = [
  /^[a-z]+_[\w-]{12,}$/, // an id, such as res_…
  /^[\da-f-]{16,}$/i, // a digest or a UUID
  /^-?\$?\d[\d $€%.,:TZ-]*$/, // a number, an amount or a time
  /^kontor /,
];

function isCopied(title: string, cells: readonly string[]): boolean {
  return /\bID$/.test(title) || cells.some((cell) => COPIED.some((each) => each.test(cell)));
}

function joined(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, at) => {
      const width = widths[at] ?? 0;
      const shown = shortened(cell, width);
      return shown + ' '.repeat(width - widthOf(shown));
    })
    .join(GAP)
    .trimEnd();
}
