import pg from 'pg';
import type { Tour } from './tour.ts';

const TIMEOUT_MS = 10_000;

/** Opens a database by its address, runs the statements in order, and answers the last one's rows. */
export async function runSql(
  tour: Tour,
  address: string,
  statements: readonly string[],
): Promise<unknown[]> {
  const client = clientFor(address);
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const sql of statements) {
      const result = await client.query(sql);
      rows = result.rows;
      const answer = rows.length > 0 ? JSON.stringify(rows) : `${result.command} done`;
      tour.note({ kind: 'statement', address: tour.mask.text(address), sql, answer });
    }
    return rows;
  } finally {
    await client.end();
  }
}

/** Tries to open a database that should refuse. Answers PostgreSQL's code, or `none` when it opens. */
export async function findRefusal(tour: Tour, address: string): Promise<string> {
  const client = clientFor(address);
  const refusal = await client.connect().then(
    () => ({ code: 'none', message: 'it opens' }),
    (error: Error & { code?: string }) => ({ code: error.code ?? '', message: error.message }),
  );
  await client.end();
  tour.note({
    kind: 'statement',
    address: tour.mask.text(address),
    sql: 'connect',
    answer: tour.mask.text(`${refusal.code}: ${refusal.message}`),
  });
  return refusal.code;
}

function clientFor(address: string): pg.Client {
  const client = new pg.Client({ connectionString: address, connectionTimeoutMillis: TIMEOUT_MS });
  // A connection that breaks is told to whoever awaits it, and once more here.
  client.on('error', () => {});
  return client;
}
