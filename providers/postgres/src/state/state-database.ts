import { escapeIdentifier, Pool, type PoolClient } from 'pg';
import type { Cluster } from '../cluster/cluster.ts';
import { unlessThere } from '../cluster/unless-there.ts';
import { migrations } from './migrations.ts';

/** Opens the provider's own database on the server, made and brought up to date where needed. */
export async function openStateDatabase(
  { admin, urlOf }: Cluster,
  name: string,
  onError: (error: Error) => void,
): Promise<Pool> {
  const identifier = escapeIdentifier(name);
  await unlessThere(admin.query(`create database ${identifier} template template0`));
  await admin.query(`revoke all on database ${identifier} from public`);
  const connectionString = urlOf(name);
  const state = new Pool({ connectionString, max: 8, connectionTimeoutMillis: 10_000 });
  state.on('error', onError);
  try {
    await transact(state, migrate);
  } catch (error) {
    await state.end();
    throw error;
  }
  return state;
}

async function migrate(client: PoolClient): Promise<void> {
  await client.query("select pg_advisory_xact_lock(hashtextextended('kontor migrate', 0))");
  await client.query('create table if not exists migration (step int primary key)');
  const { rows } = await client.query<{ done: number }>(
    'select count(*)::int as done from migration',
  );
  for (const [index, sql] of migrations.entries()) {
    if (index < (rows[0]?.done ?? 0)) continue;
    await client.query(sql);
    await client.query('insert into migration (step) values ($1)', [index + 1]);
  }
}

/** Runs `work` in one transaction; what it throws undoes it. */
export async function transact<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // a session in an unknown state is thrown away, and its transaction with it
    client.release(true);
    throw error;
  }
}
