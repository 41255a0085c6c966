import { Client } from 'pg';
import { SUPERUSER } from './initialise.ts';
import { HOST } from './port.ts';

const TIMEOUT_MS = 10_000;

/** The address under which the superuser reaches a server. It holds the password. */
export function serverAddress(port: number, password: string): string {
  return `postgres://${SUPERUSER}:${password}@${HOST}:${port}/postgres`;
}

/** Asks the server its version, for instance `18.4`, which also shows that it knows our password. */
export async function askVersion(url: string): Promise<string> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  // A connection that breaks is told twice: to this listener and to whoever awaits it.
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return rows[0]?.server_version ?? '';
  } finally {
    await client.end();
  }
}
