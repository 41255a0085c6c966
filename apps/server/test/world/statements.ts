import pg from 'pg';

/** Sees the text of a statement before it is sent, and may have another one sent in its place. */
export type Tap = (text: string, client: pg.Client, values: readonly unknown[]) => string;

type Query = (this: pg.Client, ...given: unknown[]) => unknown;

const taps = new Set<Tap>();
let original: Query | undefined;

/** Puts a tap on every connection of this process to a database, until what it answers is called. */
export function tapStatements(tap: Tap): () => void {
  if (original === undefined) {
    original = pg.Client.prototype.query as Query;
    const sent = original;
    pg.Client.prototype.query = function tapped(this: pg.Client, ...[first, ...rest]: unknown[]) {
      return sent.call(this, throughTaps(first, this, rest[0]), ...rest);
    } as typeof pg.Client.prototype.query;
  }
  taps.add(tap);
  return () => void taps.delete(tap);
}

function throughTaps(query: unknown, client: pg.Client, beside: unknown): unknown {
  if (typeof query === 'string') return tappedText(query, client, beside);
  const statement = query as { text?: unknown; name?: string; values?: unknown };
  if (typeof statement?.text !== 'string') return query;
  const text = tappedText(statement.text, client, statement.values ?? beside);
  if (text === statement.text) return query;
  // what is prepared under a name keeps its text, so that another text has another name
  return Object.assign(Object.create(Object.getPrototypeOf(statement)), statement, {
    text,
    ...(statement.name !== undefined && { name: `${statement.name.slice(0, 30)}_${hashed(text)}` }),
  });
}

const tappedText = (text: string, client: pg.Client, values: unknown) =>
  [...taps].reduce((now, tap) => tap(now, client, Array.isArray(values) ? values : []), text);

function hashed(text: string): number {
  return [...text].reduce((sum, each) => (sum * 31 + (each.codePointAt(0) ?? 0)) >>> 0, 7);
}

/** Writes down every statement that connections of one name send, with the values that it has the first time. */
export function recordStatements(applicationName: string) {
  const sent = new Map<string, readonly unknown[]>();
  const stop = tapStatements((text, client, values) => {
    if (nameOf(client) === applicationName && !sent.has(text)) sent.set(text, values);
    return text;
  });
  return { sent, stop };
}

/** The name is among what the driver connects with, which its types keep to themselves. */
export function nameOf(client: pg.Client): string | undefined {
  const { connectionParameters } = client as unknown as {
    connectionParameters?: { application_name?: string };
  };
  return connectionParameters?.application_name;
}
