import { cleanText } from './clean-text.ts';

type Cell = string | null;

/** Lines of CSV as RFC 4180 has it, the names of the columns first. */
export function csv<Column extends string>(
  columns: readonly Column[],
  rows: readonly Readonly<Record<Column, Cell>>[],
): string[] {
  return [
    columns.join(','),
    ...rows.map((row) => columns.map((name) => cell(row[name])).join(',')),
  ];
}

/** A text that a spreadsheet would run as a formula is made one that it shows. */
function cell(value: Cell): string {
  const text = cleanText(value ?? '');
  const safe = /^[=+@\t\r]|^-(?!\d+(?:\.\d+)?$)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
