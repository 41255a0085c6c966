import { createRepl, ProviderError, type ReplLine, type ReplResult } from '@kontor/provider';
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

/** The rows that are shown, and how long a statement may take in milliseconds. */
const mostRows = 500;
const longestMs = 10_000;

/**
 * A REPL that runs one SQL statement in the database of a resource, with the rights of its own login and
 * no more. Reading only is kept by the database: the statement stands in a transaction that cannot write.
 */
export function replIn(parts: RunStatementParts, onRun: (line: ReplLine) => void) {
  return createRepl({
    mostRows,
    // the server ends a statement sooner than this, and says so in its own words
    longestMs: longestMs * 2,
    run: async (line) => {
      const result = await runStatement(parts, line);
      onRun(line);
      return result;
    },
    reasonOf: (error) => (error instanceof DatabaseError ? reasonIn(error) : undefined),
  });
}

async function runStatement(
  { cluster, resources, logins, clock }: RunStatementParts,
  { installationId, resourceId: id, line, isReadOnly }: ReplLine,
): Promise<ReplResult> {
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
    const { columns, rows, command, count, isCut } = await resultOf(client, line);
    if (columns.length > 0) return { columns, rows, isCut };
    return count === null ? command : `${command} ${count}`;
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

function reasonIn({ message, code, hint }: DatabaseError): string {
  return `${message} (${code ?? 'no code'})${hint === undefined ? '' : `\n${hint}`}`;
}
