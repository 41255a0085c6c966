import { escapeIdentifier, type PoolClient } from 'pg';
import type { Cluster } from './cluster.ts';

/**
 * Takes from everyone the right to connect to the server's own databases, which PostgreSQL gives to
 * every role. Only roles that own one or were granted it go on getting in. Repeating it changes nothing.
 *
 * @returns the databases that every role can still connect to: those of others, which are not ours to close
 */
export async function closeToPublic({ admin }: Cluster, stateDatabase: string): Promise<string[]> {
  const client = await admin.connect();
  try {
    await client.query('begin');
    // two that start at once would stumble over each other's change of one row
    await client.query(
      "select pg_advisory_xact_lock(hashtextextended('kontor close to public', 0))",
    );
    const ours = new Set(['postgres', 'template1', stateDatabase, await nameOf(client)]);
    for (const name of await openDatabases(client)) {
      if (!ours.has(name)) continue;
      const database = escapeIdentifier(name);
      await client.query(`revoke connect, temporary on database ${database} from public`);
    }
    await client.query('commit');
    return await openDatabases(client);
  } finally {
    client.release();
  }
}

async function openDatabases(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select datname as name from pg_database
     where datallowconn and has_database_privilege('public', oid, 'connect')`,
  );
  return rows.map(({ name }) => name);
}

async function nameOf(client: PoolClient): Promise<string> {
  const { rows } = await client.query<{ name: string }>('select current_database() as name');
  return rows[0]?.name ?? '';
}
