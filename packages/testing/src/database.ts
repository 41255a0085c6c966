import { createHash, randomBytes } from 'node:crypto';
import { type Client, escapeIdentifier } from 'pg';
import { databasePrefix, dropDatabase, withAdmin } from './database-admin.ts';
import { databaseRun } from './database-run.ts';

export type TestDatabaseOptions = {
  /** Brings an empty database to the schema under test. It closes its connections when done. */
  readonly migrate?: (url: string) => Promise<void>;
  /** Databases with the same key are copies of one that is migrated once in a run. */
  readonly templateKey?: string;
  /** How it orders texts, as `create database` takes it; as the server does, where nothing is said. Not for copies. */
  readonly order?: string;
};

export type TestDatabase = {
  readonly url: string;
  /** Drops it, also while connections are open; dropping again is fine. */
  drop(): Promise<void>;
};

/**
 * Makes a database of its own for a test, on the real PostgreSQL server of the run. What a test does
 * not drop is gone when the run ends.
 */
export async function createTestDatabase({
  migrate = async () => {},
  templateKey,
  order,
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const name = `${databasePrefix(databaseRun().name)}${randomBytes(6).toString('hex')}`;
  const url = urlOf(name);
  if (templateKey === undefined) {
    const like =
      order === undefined ? '' : `template template0 lc_collate 'C' lc_ctype 'C' ${order}`;
    await asAdmin((admin) => admin.query(`create database ${escapeIdentifier(name)} ${like}`));
    await migrate(url);
  } else {
    await asAdmin((admin) => cloneTemplate(admin, name, { migrate, templateKey }));
  }
  return { url, drop: () => asAdmin((admin) => dropDatabase(admin, name)) };
}

async function cloneTemplate(
  admin: Client,
  name: string,
  options: Required<Pick<TestDatabaseOptions, 'migrate' | 'templateKey'>>,
): Promise<void> {
  const key = createHash('sha256').update(options.templateKey).digest('hex').slice(0, 16);
  const template = `${databasePrefix(databaseRun().name)}template_${key}`;
  // Held until this connection closes: one worker makes the template, the others wait for it.
  await admin.query('select pg_advisory_lock(hashtextextended($1, 0))', [template]);
  await makeTemplate(admin, template, options.migrate);
  // page by page through the log, as it is done otherwise, a copy takes the disk twice as long or more
  await admin.query(
    `create database ${escapeIdentifier(name)} template ${escapeIdentifier(template)} strategy file_copy`,
  );
}

/** A database counts as a template when its migration is complete; one that failed is made anew. */
async function makeTemplate(
  admin: Client,
  template: string,
  migrate: (url: string) => Promise<void>,
): Promise<void> {
  const { rows } = await admin.query<{ datistemplate: boolean }>(
    'select datistemplate from pg_database where datname = $1',
    [template],
  );
  if (rows[0]?.datistemplate) return;
  const identifier = escapeIdentifier(template);
  await dropDatabase(admin, template);
  await admin.query(`create database ${identifier}`);
  await migrate(urlOf(template));
  await admin.query(`alter database ${identifier} is_template true allow_connections false`);
}

function asAdmin<T>(work: (admin: Client) => Promise<T>): Promise<T> {
  return withAdmin(databaseRun().adminUrl, work);
}

function urlOf(database: string): string {
  const url = new URL(databaseRun().adminUrl);
  url.pathname = `/${database}`;
  return url.toString();
}
