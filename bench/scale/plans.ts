import { readFile } from 'node:fs/promises';
import type pg from 'pg';

type Statement = { readonly text: string; readonly values: readonly unknown[] };

type Plan = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
};

/** From so many rows on, reading a whole table is felt. */
const MANY_ROWS = 10_000;

/**
 * Asks the database how it would do each statement that the host has sent it, and answers those that
 * read a large table from end to end.
 */
export async function findWholeReads(client: pg.Client, recordPath: string) {
  const large = await largeTables(client);
  const statements = await recorded(recordPath);
  const found: string[] = [];
  for (const { text, values } of statements) {
    const read = wholeReadsIn(await planOf(client, text, values)).filter((name) => large.has(name));
    if (read.length > 0) found.push(`${read.join(', ')}: ${text.replaceAll(/\s+/g, ' ').trim()}`);
  }
  return { statements: statements.length, found };
}

async function largeTables(client: pg.Client): Promise<Set<string>> {
  const { rows } = await client.query<{ relname: string }>(
    'select relname from pg_class where relkind = $1 and reltuples > $2',
    ['r', MANY_ROWS],
  );
  return new Set(rows.map(({ relname }) => relname));
}

async function recorded(path: string): Promise<Statement[]> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

async function planOf(client: pg.Client, text: string, values: readonly unknown[]): Promise<Plan> {
  const { rows } = await client.query(`explain (format json) ${text}`, [...values]);
  return rows[0]['QUERY PLAN'][0].Plan;
}

function wholeReadsIn(plan: Plan): string[] {
  const own = plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? ''] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(wholeReadsIn)];
}
