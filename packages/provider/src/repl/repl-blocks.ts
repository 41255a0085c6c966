import type { ReplBlock, ReplText } from '@kontor/protocol/partner';

/** How a text looks. */
export type ReplStyle = Omit<ReplText, 'type' | 'text'>;

/** A cell as a service gives it. What is missing is told from an empty text by its look. */
export type ReplCell = string | number | bigint | boolean | null | undefined | ReplText;

const red: ReplStyle = { color: '#ff0000' };
const missing: ReplText = { type: 'text', text: 'null', italic: true, color: '#808080' };

export function replText(text: string, style: ReplStyle = {}): ReplText {
  return { type: 'text', text, ...style };
}

/** One paragraph; line ends in it stay. */
export function replParagraph(text: string, style: ReplStyle = {}): ReplBlock {
  return { type: 'paragraph', children: [replText(text, style)] };
}

/** A table, under bold names where there are columns. */
export function replTable(
  columns: readonly string[],
  rows: readonly (readonly ReplCell[])[],
): ReplBlock {
  return {
    type: 'table',
    ...(columns.length > 0 && { header: columns.map((name) => replText(name, { bold: true })) }),
    rows: rows.map((row) => row.map(cellOf)),
  };
}

/** Why a command failed. */
export function replFailure(reason: string): ReplBlock {
  return replParagraph(reason, red);
}

function cellOf(cell: ReplCell): ReplText {
  if (cell === null || cell === undefined) return missing;
  return typeof cell === 'object' ? cell : replText(String(cell));
}
