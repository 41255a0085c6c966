/** One line for people. A plain string has the usual look. */
export type Line = string | { readonly text: string; readonly look: Look } | Row;

/** A line of a table, as it is where nobody knows how wide a line may be. */
export type Row = {
  readonly text: string;
  readonly look?: Look;
  /** The same for a terminal of so many columns. */
  readonly fitted: (columns: number) => string;
};

export type Look = 'heading' | 'quiet' | 'error';

export function heading(text: string): Line {
  return { text, look: 'heading' };
}

export function quiet(text: string): Line {
  return { text, look: 'quiet' };
}
