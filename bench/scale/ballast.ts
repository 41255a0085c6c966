import pg from 'pg';
import type { RealTeam } from './real-teams.ts';
import { copyOf, copyPeople, tablesOfTeam } from './template.ts';

/** Copies by their numbers, without the last. */
type Span = { readonly from: number; readonly to: number };

/** What writes its copies with a connection. */
type Writing = (client: pg.Client) => Promise<void>;

const BATCH = 500;
const WRITERS = 2;

/**
 * Puts copies of a team beside it, with everything that it has: what many other customers are to a
 * database. Their secrets cannot be opened, and nobody asks for them. Nothing of it waits to be done.
 * One connection writes all of a table, so keys come in their order and the pages of an index are full.
 */
export async function addCopies(
  databaseUrl: string,
  { teamId }: RealTeam,
  span: Span,
): Promise<void> {
  const client = await connected(databaseUrl);
  const tables = await tablesOfTeam(client, teamId);
  await client.end();
  const writings: Writing[] = tables.map((table) => async (client) => {
    const sql = await copyOf(client, table, teamId);
    await inBatches(span, (numbers) => client.query(sql, numbers));
    await client.query(`vacuum analyze ${table.table}`);
  });
  writings.push(async (client) => {
    await inBatches(span, (numbers) => client.query(copyPeople(teamId), numbers));
    await client.query('vacuum analyze "user", organization, member');
  });
  const next = writings.values();
  await Promise.all(Array.from({ length: WRITERS }, () => write(databaseUrl, next)));
}

/** Does what is next until there is none. */
async function write(databaseUrl: string, writings: Iterable<Writing>): Promise<void> {
  const client = await connected(databaseUrl);
  await client.query('set session_replication_role = replica');
  // what is copied need not outlive a crash
  await client.query('set synchronous_commit = off');
  await client.query("set work_mem = '64MB'");
  for (const writing of writings) await writing(client);
  await client.end();
}

async function inBatches(
  { from, to }: Span,
  write: (numbers: [first: number, last: number]) => Promise<unknown>,
): Promise<void> {
  for (let first = from; first < to; first += BATCH) {
    await write([first, Math.min(first + BATCH, to) - 1]);
  }
}

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query('set search_path = public, people');
  return client;
}
