import { Client, escapeIdentifier } from 'pg';

const OLDEST_MAJOR = 15;

/** Databases of one test run begin so; a role may own others that are none of our business. */
export function databasePrefix(run: string): string {
  return `kontor_test_${run}_`;
}

/** Runs `work` with one connection to the server where test databases are made. */
export async function withAdmin<T>(url: string, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** Throws, with what to do, when tests cannot run on this server. */
export async function requireUsableServer(url: string): Promise<void> {
  const { version, may_create } = await withAdmin(url, async (admin) => {
    const { rows } = await admin.query<{ version: string; may_create: boolean }>(
      `select current_setting('server_version_num') as version, rolsuper or rolcreatedb as may_create
       from pg_roles where rolname = current_user`,
    );
    return rows[0] ?? { version: '0', may_create: false };
  });
  const major = Math.floor(Number(version) / 10_000);
  if (major < OLDEST_MAJOR) {
    throw new Error(
      `DATABASE_URL names PostgreSQL ${major}, and ${OLDEST_MAJOR} or newer is needed.`,
    );
  }
  if (!may_create) {
    throw new Error('The role in DATABASE_URL may not make databases. Give it CREATEDB.');
  }
}

export async function dropDatabasesOfRun(url: string, run: string): Promise<void> {
  await withAdmin(url, async (admin) => {
    const { rows } = await admin.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [databasePrefix(run)],
    );
    for (const { datname } of rows) await dropDatabase(admin, datname);
  });
}

/** Drops a database, also while somebody is connected to it; one that is gone is fine. */
export async function dropDatabase(admin: Client, name: string): Promise<void> {
  const { rows } = await admin.query<{ datistemplate: boolean }>(
    'select datistemplate from pg_database where datname = $1',
    [name],
  );
  const identifier = escapeIdentifier(name);
  if (rows[0]?.datistemplate) await admin.query(`alter database ${identifier} is_template false`);
  await admin.query(`drop database if exists ${identifier} with (force)`);
}
