/** A place in the life of a host at which it can be killed. */
export type Point = {
  /** Before it is sent; sent, and the answer not heard; or when the answer has come. */
  readonly when: 'before' | 'sent' | 'answered';
  /** The statement, call or answer, without what differs from run to run. */
  readonly label: string;
  /** Which of several such, from one. */
  readonly nth: number;
};

/** What a test tells the process that may be killed. */
export type Order =
  /** From now on it dies at that point, if it comes there. */
  | { readonly kind: 'arm'; readonly point: Point }
  /** From now on it notes every point that it passes. */
  | { readonly kind: 'note' }
  /** It tells what it has noted, and notes no more. */
  | { readonly kind: 'tell' };

export type Told = { readonly kind: 'points'; readonly points: readonly Point[] };

export const nameOf = ({ when, label, nth }: Point): string => `${when} ${label} (${nth})`;
