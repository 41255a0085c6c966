import pg from 'pg';

/** Sees the text of a statement before it is sent, and may have another one sent in its place. */
export type Tap = (text: string) => string;

type Query = (this: pg.Client, ...given: unknown[]) => unknown;

const taps = new Set<Tap>();
let original: Query | undefined;

/** Puts a tap on every connection of this process to a database, until what it answers is called. */
export function tapStatements(tap: Tap): () => void {
  if (original === undefined) {
    original = pg.Client.prototype.query as Query;
    const sent = original;
    pg.Client.prototype.query = function tapped(this: pg.Client, ...[first, ...rest]: unknown[]) {
      return sent.call(this, throughTaps(first), ...rest);
    } as typeof pg.Client.prototype.query;
  }
  taps.add(tap);
  return () => void taps.delete(tap);
}

function throughTaps(query: unknown): unknown {
  if (typeof query === 'string') return tappedText(query);
  const statement = query as { text?: unknown; name?: string };
  if (typeof statement?.text !== 'string') return query;
  const text = tappedText(statement.text);
  if (text === statement.text) return query;
  // what is prepared under a name keeps its text, so that another text has another name
  return Object.assign(Object.create(Object.getPrototypeOf(statement)), statement, {
    text,
    ...(statement.name !== undefined && { name: `${statement.name.slice(0, 30)}_${hashed(text)}` }),
  });
}

const tappedText = (text: string) => [...taps].reduce((now, tap) => tap(now), text);

function hashed(text: string): number {
  return [...text].reduce((sum, each) => (sum * 31 + (each.codePointAt(0) ?? 0)) >>> 0, 7);
}
