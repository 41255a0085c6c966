import { createHash } from 'node:crypto';
import pg from 'pg';
import { asLost } from './database-lost.ts';

/**
 * Runs one statement and answers its rows. Whoever holds it decides where: on a shared connection,
 * or inside a transaction.
 */
export type Sql = <Row extends object = Record<string, unknown>>(
  text: string,
  values?: readonly unknown[],
) => Promise<Row[]>;

/**
 * Statements as {@link Sql}, each prepared once per connection under a name made from its text.
 *
 * @throws DatabaseLost when the connection is to blame
 */
export function sqlOn(connection: Pick<pg.ClientBase, 'query'>): Sql {
  return async <Row extends object>(text: string, values: readonly unknown[] = []) => {
    try {
      return await rowsOf<Row>(connection, text, values);
    } catch (error) {
      // by itself it tells of the socket that it came from, and not of who asked
      if (error instanceof Error) Error.captureStackTrace(error);
      throw asLost(error);
    }
  };
}

/** Given as a query of the driver's own: it would copy a description of one property by property. */
function rowsOf<Row extends object>(
  connection: Pick<pg.ClientBase, 'query'>,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const query: pg.Query & { name?: string } = new pg.Query(text, [...values]);
  query.name = nameOf(text);
  return new Promise((resolve, reject) => {
    const ended: Ended<Row> = (error, result) => (error ? reject(error) : resolve(result.rows));
    (connection as unknown as Running<Row>).query(query, undefined, ended);
  });
}

type Ended<Row> = (error: Error | undefined, result: { readonly rows: Row[] }) => void;

/** What the driver takes, and its types do not say. */
type Running<Row> = {
  readonly query: (query: pg.Query, values: undefined, ended: Ended<Row>) => void;
};

const names = new Map<string, string>();

function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  names.set(text, name);
  return name;
}
