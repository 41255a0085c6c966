/** A column of a table, measured in columns of a terminal. */
export type Measured = {
  readonly width: number;
  /** How narrow it may become; its width where it is not to be shortened. */
  readonly least: number;
};

/**
 * Widths with which a table fits a terminal, taken from whichever column is widest. One that does not fit
 * even with every column at its least is as narrow as it gets.
 *
 * @param gap columns between two columns
 */
export function fitColumns(columns: readonly Measured[], gap: number, available: number): number[] {
  const widths = columns.map(({ width }) => width);
  let excess = sum(widths) + gap * (columns.length - 1) - available;
  for (; excess > 0; excess -= 1) {
    const spare = columns.map(({ least }, at) =>
      (widths[at] ?? 0) > least ? (widths[at] ?? 0) : 0,
    );
    const widest = spare.indexOf(Math.max(...spare));
    if (!spare[widest]) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
