import type { Result } from '@kontor/core';
import pg from 'pg';
import { type SpanStart, type Tracing, untraced } from '../tracing/tracing.ts';
import { OPENING } from './connection.ts';
import { asLost } from './database-lost.ts';
import { gatheringSocket } from './gathering-socket.ts';
import { type Sql, sqlOn } from './sql.ts';

/** The one PostgreSQL behind the host. */
export type Database = {
  /** For single reads outside transactions: a few connections that no transaction ever holds. */
  readonly read: Sql;
  /**
   * For what keeps work in hand: claims, and signs of life. Connections of their own, so that leases
   * are renewed however long requests stand in line for the others. There tables are walked along their
   * indexes, as far as rows are wanted. What the database remembers of a queue is often from when it was empty: all that
   * waits would be read and sorted then, for each claim, for as long as it takes until the database looks again.
   */
  readonly upkeep: Sql;
  /**
   * One transaction. An outcome that is a refusal rolls it back, as a throw does; everything else
   * commits. A deadlock or serialisation failure runs `work` again, so it must not touch anything
   * but the database. Statements run in the order in which they are given, and those that are given
   * together take one round trip; once it is over, none is taken. What is given to `last` is not waited
   * for before the commit goes out, and all of its statements are on their way by then; it is waited for
   * with the commit, and where it fails nothing of the transaction stands.
   */
  readonly transact: <Outcome>(
    work: (sql: Sql, last: Last) => Promise<Outcome>,
  ) => Promise<Outcome>;
  /** The pool behind transactions, for libraries that bring their own SQL. */
  readonly pool: pg.Pool;
  readonly close: () => Promise<void>;
};

/** Takes what a transaction ends with. */
export type Last = (written: Promise<unknown>) => void;

export type DatabaseOptions = {
  readonly url: string;
  /** Most connections for transactions at a time. */
  readonly transactions?: number;
  /** Connections for pipelined reads. */
  readonly readers?: number;
  /** Connections for upkeep. */
  readonly keepers?: number;
  readonly onError?: (error: Error) => void;
  readonly tracing?: Tracing;
};

/** How long a connection is waited for, until the database counts as lost. */
const CONNECT_WITHIN_MS = 30_000;
const ATTEMPTS = 4;
const RETRYABLE = new Set(['40001', '40P01']);

export function openDatabase({
  url,
  transactions = 16,
  readers = 4,
  keepers = 2,
  onError = () => {},
  tracing = untraced,
}: DatabaseOptions): Database {
  const usual = {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    stream: gatheringSocket,
  };
  const open = (opening: string, connections: pg.PoolConfig) => {
    // a statement that does not need the answer of the one before it is not kept waiting for that
    const opened = new pg.Pool({ ...usual, ...connections, pipeline: true });
    opened.on('error', onError);
    opened.on('connect', (client) => client.query(opening).catch(onError));
    return opened;
  };
  const pool = open(OPENING, { max: transactions });
  // these stay open: whoever needs a second one would wait for it to be made, and for its first plans
  const readPool = open(OPENING, { min: readers, max: readers });
  const upkeepPool = open(`${OPENING}; ${ALONG_INDEXES}`, { min: keepers, max: keepers });
  return {
    read: sqlOn(readPool as unknown as pg.ClientBase),
    upkeep: sqlOn(upkeepPool as unknown as pg.ClientBase),
    transact: (work) => tracing.below(TRANSACTION, () => transactOn(pool, work, onError)),
    pool,
    close: async () => {
      await Promise.all([pool, readPool, upkeepPool].map(endQuietly));
    },
  };
}

const ALONG_INDEXES = 'set enable_seqscan = off; set enable_bitmapscan = off';

const TRANSACTION: SpanStart = {
  name: 'transaction',
  kind: 'client',
  attributes: { 'db.system.name': 'postgresql' },
};

/** Ends a pool. Connections that the server closes meanwhile are no news any more. */
export async function endQuietly(pool: pg.Pool): Promise<void> {
  pool.removeAllListeners('error');
  pool.on('error', () => {});
  await pool.end();
}

async function transactOn<Outcome>(
  pool: pg.Pool,
  work: (sql: Sql, last: Last) => Promise<Outcome>,
  onError: (error: Error) => void,
): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    const client = await pool.connect().catch((error: unknown) => {
      throw asLost(error);
    });
    // the pool does not listen while a connection is lent, and a lost one must not end the process
    client.on('error', onError);
    const transaction = whileOpen(client);
    try {
      // goes out with the first statement, which fails as well where this does
      const begun = client.query('begin');
      begun.catch(() => {});
      const written: Promise<unknown>[] = [begun];
      const outcome = await work(transaction.sql, (last) => {
        last.catch(() => {});
        written.push(last);
      });
      transaction.end();
      // of a transaction in which one has failed, a commit undoes all
      await Promise.all([...written, client.query(isRefusal(outcome) ? 'rollback' : 'commit')]);
      giveBack(client, false, onError);
      return outcome;
    } catch (error) {
      transaction.end();
      // a connection that cannot even roll back is not given to anyone else
      const broken = await client.query('rollback').then(
        () => false,
        () => true,
      );
      giveBack(client, broken, onError);
      if (attempt < ATTEMPTS && RETRYABLE.has(sqlState(error) ?? '')) continue;
      throw asLost(error);
    }
  }
}

/** Statements of a transaction: of those given together one may fail while another goes on behind it. */
function whileOpen(client: pg.PoolClient): { readonly sql: Sql; readonly end: () => void } {
  const run = sqlOn(client);
  let isOver = false;
  return {
    sql: (text, values) => {
      if (isOver) return Promise.reject(new Error('The transaction of this statement is over.'));
      return run(text, values);
    },
    end: () => {
      isOver = true;
    },
  };
}

function giveBack(client: pg.PoolClient, isBroken: boolean, onError: (error: Error) => void): void {
  client.release(isBroken);
  client.removeListener('error', onError);
}

function isRefusal(outcome: unknown): outcome is Result<never, unknown> {
  return typeof outcome === 'object' && outcome !== null && 'ok' in outcome && outcome.ok === false;
}

/** The five-character code of a PostgreSQL error, or undefined for any other. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** The name of the unique constraint or index that an error is about, if it is about one. */
export function violatedUnique(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError && error.code === '23505' ? error.constraint : undefined;
}
