import { ProviderError, type ReplBlock, type ReplOutput, type ReplText } from '@kontor/provider';
import { Client, DatabaseError, Query } from 'pg';
import type { Cluster } from '../cluster/cluster.ts';
import { secretsOf } from '../databases/secrets.ts';
import type { LoginStore } from '../state/login-store.ts';
import type { ResourceStore } from '../state/resource-store.ts';
import { findReady } from './find-ready.ts';

export type RunStatementParts = {
  readonly cluster: Cluster;
  readonly resources: ResourceStore;
  readonly logins: LoginStore;
  readonly clock: () => Date;
};

type Statement = {
  readonly installationId: string;
  readonly id: string;
  readonly text: string;
  readonly isReadOnly: boolean;
};

/** The rows that are shown, and how long a statement may take in milliseconds. */
const mostRows = 500;
const longestMs = 10_000;

/**
 * Runs one SQL statement in the database of a resource, with the rights of its own login and no more.
 * Reading only is kept by the database: the statement stands in a transaction that cannot write.
 */
export async function runStatement(
  { cluster, resources, logins, clock }: RunStatementParts,
  { installationId, id, text, isReadOnly }: Statement,
): Promise<ReplOutput> {
  await findReady(resources, { installationId, id });
  const login = await logins.newest(id, clock());
  if (login === undefined) throw new ProviderError('conflict', 'The database has no login now.');
  const [url] = secretsOf(cluster.address, login);
  const client = new Client({
    connectionString: url?.value,
    connectionTimeoutMillis: longestMs,
    statement_timeout: longestMs,
  });
  client.on('error', () => {});
  await client.connect();
  try {
    if (isReadOnly) await client.query('begin transaction read only');
    return blocksOf(await resultOf(client, text));
  } catch (error) {
    if (error instanceof DatabaseError) return { failed: [failure(error)] };
    throw error;
  } finally {
    // ends what is open, too: nothing is ever committed of a transaction that only reads
    await client.end();
  }
}

type Result = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly command: string;
  readonly count: number | null;
  readonly isCut: boolean;
};

/** The extended protocol takes one statement: a second one behind a semicolon is refused by the server. */
function resultOf(client: Client, text: string): Promise<Result> {
  return new Promise((resolve, reject) => {
    const rows: (string | null)[][] = [];
    const query = new Query<(string | null)[]>({
      text,
      rowMode: 'array',
      queryMode: 'extended',
      types: { getTypeParser: () => (value: string) => value },
    } as ConstructorParameters<typeof Query>[0]);
    query.on('row', (row, result) => {
      if (rows.length < mostRows) return void rows.push(row);
      const columns = result?.fields.map(({ name }) => name) ?? [];
      resolve({ columns, rows, command: 'SELECT', count: null, isCut: true });
      hangUp(client);
    });
    query.on('error', reject);
    query.on('end', ({ fields, command, rowCount }) => {
      const columns = fields.map(({ name }) => name);
      resolve({ columns, rows, command, count: rowCount, isCut: false });
    });
    client.query(query);
  });
}

/** A server that has very many rows to send does not listen until it has sent them. */
function hangUp(client: Client): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  connection.stream.destroy();
}

function blocksOf({ columns, rows, command, count, isCut }: Result): ReplBlock[] {
  if (columns.length === 0)
    return [paragraph({ text: count === null ? command : `${command} ${count}` })];
  const table: ReplBlock = {
    type: 'table',
    header: columns.map((name) => ({ type: 'text', text: name, bold: true })),
    rows: rows.map((row) => row.map(cell)),
  };
  const shown = isCut
    ? `the first ${mostRows} rows`
    : rows.length === 1
      ? '1 row'
      : `${rows.length} rows`;
  return [table, paragraph({ text: `(${shown})`, italic: true })];
}

function cell(value: string | null): ReplText {
  return value === null
    ? { type: 'text', text: 'null', italic: true, color: '#808080' }
    : { type: 'text', text: value };
}

function failure({ message, code, hint }: DatabaseError): ReplBlock {
  const text = `${message} (${code ?? 'no code'})${hint === undefined ? '' : `\n${hint}`}`;
  return paragraph({ text, color: '#ff0000' });
}

function paragraph(text: Omit<ReplText, 'type'>): ReplBlock {
  return { type: 'paragraph', children: [{ type: 'text', ...text }] };
}
