import { cleanText } from './clean-text.ts';
import { heading, type Line } from './line.ts';

/** Rows under titles, each column as wide as its widest cell. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): Line[] {
  const cells = [titles, ...rows].map((row) => row.map((cell) => cleanText(cell)));
  const widths = titles.map((_, column) =>
    Math.max(...cells.map((row) => widthOf(row[column] ?? ''))),
  );
  const [first = '', ...rest] = cells.map((row) => joined(row, widths));
  return [heading(first), ...rest];
}

/** Labels and values, one pair a line. */
export function facts(pairs: readonly (readonly [label: string, value: string])[]): Line[] {
  const width = Math.max(...pairs.map(([label]) => label.length));
  return pairs.map(([label, value]) => `${label.padEnd(width)}  ${cleanText(value)}`);
}

function joined(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))))
    .join('  ')
    .trimEnd();
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
// only what is beyond ASCII needs to be taken apart, and most is not
let graphemes: Intl.Segmenter | undefined;

/** Columns that a text takes on a terminal. */
function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  graphemes ??= new Intl.Segmenter();
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}
