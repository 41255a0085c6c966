import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@kontor/embedded-postgres';
import pg from 'pg';
import { median } from './measure.ts';
import { report } from './report.ts';

/**
 * What a transaction costs that tells others of itself (`pg_notify`), beside the same one that does not.
 * Run by `npm run bench:notify`.
 */
const ROUNDS = 9;
const PER_CONNECTION = 60;

const directory = await mkdtemp(join(tmpdir(), 'kontor-bench-notify-'));
const postgres = await startEmbeddedPostgres({ directory });
const open = async () => {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  return client;
};
const listener = await open();
const clients = await Promise.all(Array.from({ length: 16 }, open));

try {
  await listener.query('create table written (place integer, note text)');
  await listener.query('listen bench');
  report(
    `Transactions that insert a row of 500 characters, ${ROUNDS} rounds in turn, one listening`,
    [await compared(1), await compared(4), await compared(16)],
    'Transactions that notify commit one after the other; those that do not share a flush to the disk.',
  );
} finally {
  for (const client of [listener, ...clients]) await client.end();
  await postgres.stop();
  await rm(directory, { recursive: true });
}

async function compared(connections: number) {
  const perSecond = { silent: [] as number[], notifying: [] as number[] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const kind of ['silent', 'notifying'] as const) {
      const measured = await transactionsPerSecond(connections, kind);
      if (round > 0) perSecond[kind].push(measured);
    }
  }
  const [silent, notifying] = [median(perSecond.silent), median(perSecond.notifying)];
  return {
    connections: String(connections),
    'without, per second': silent,
    'with pg_notify, per second': notifying,
    ratio: notifying / silent,
  };
}

async function transactionsPerSecond(connections: number, kind: 'silent' | 'notifying') {
  const last = kind === 'notifying' ? "select pg_notify('bench', $1)" : 'select length($1::text)';
  const begun = performance.now();
  await Promise.all(
    clients.slice(0, connections).map(async (client, place) => {
      for (let each = 0; each < PER_CONNECTION; each++) {
        await client.query('begin');
        await client.query('insert into written values ($1, $2)', [place, 'x'.repeat(500)]);
        await client.query(last, [`of ${place}: ${each}`]);
        await client.query('commit');
      }
    }),
  );
  return (connections * PER_CONNECTION * 1000) / (performance.now() - begun);
}
