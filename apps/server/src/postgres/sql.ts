import { createHash } from 'node:crypto';
import type pg from 'pg';
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
    const statement = { name: nameOf(text), text, values: [...values] };
    try {
      return (await connection.query<Row & pg.QueryResultRow>(statement)).rows;
    } catch (error) {
      throw asLost(error);
    }
  };
}

const names = new Map<string, string>();

function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  names.set(text, name);
  return name;
}
