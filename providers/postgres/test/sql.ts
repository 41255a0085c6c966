import { Client, type QueryResultRow } from 'pg';
import { inject } from 'vitest';

/** Runs one statement in a session of its own. */
export async function sql<Row extends QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return withSession(url, async (client) => (await client.query<Row>(text, values)).rows);
}

/** The same as the administrator of the server. */
export function asAdmin<Row extends QueryResultRow>(text: string, values: unknown[] = []) {
  return sql<Row>(inject('adminDatabaseUrl'), text, values);
}

export async function withSession<T>(
  url: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await openSession(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A session that is left open; a server that ends it is no error of the test. */
export async function openSession(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

/** PostgreSQL's code for refusing to let somebody in, or `let in`. */
export async function refusalFor(url: string): Promise<string> {
  try {
    await withSession(url, async (client) => client.query('select 1'));
    return 'let in';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

/** The same address for another database. */
export function inDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

/** The databases and roles that exist of a resource. */
export async function remainsOf(resourceId: string): Promise<string[]> {
  const name = resourceId.replace(/^pg_/, 'kontor_');
  const rows = await asAdmin<{ name: string }>(
    `select datname as name from pg_database where datname = $1
     union all select rolname from pg_roles where starts_with(rolname, $1)`,
    [name],
  );
  return rows.map((row) => row.name);
}
