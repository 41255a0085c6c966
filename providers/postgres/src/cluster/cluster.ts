import { Client, type ClientBase, Pool } from 'pg';

const oldestMajor = 15;

/** Where databases are reached. */
export type Address = {
  readonly host: string;
  readonly port: number;
  /** How connections are encrypted, where the administrator's address says so. */
  readonly sslmode: string | undefined;
};

/** A PostgreSQL server as its administrator sees it. */
export type Cluster = {
  readonly address: Address;
  /** Sessions in the administrator's own database. */
  readonly admin: Pool;
  /** The administrator's address of another database. It holds the password. */
  readonly urlOf: (database: string) => string;
  /** Runs `work` with a session in another database. */
  readonly within: <T>(database: string, work: (client: ClientBase) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};

/**
 * Opens a server with the address of a role that may make roles and databases.
 *
 * @throws Error when the server is too old or the role may not, with what to do
 */
export async function openCluster(
  adminUrl: string,
  onError: (error: Error) => void,
): Promise<Cluster> {
  const url = new URL(adminUrl);
  const admin = new Pool({ connectionString: adminUrl, max: 4, connectionTimeoutMillis: 10_000 });
  // a session that breaks while it is idle is replaced by the next one
  admin.on('error', onError);
  try {
    await requireUsable(admin);
  } catch (error) {
    await admin.end();
    throw error;
  }
  const urlOf = (database: string) => {
    const other = new URL(url);
    other.pathname = `/${encodeURIComponent(database)}`;
    return other.href;
  };
  return {
    address: {
      // an IPv6 address stands in brackets in a URL, and nowhere else
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(url.port || 5432),
      sslmode: url.searchParams.get('sslmode') ?? undefined,
    },
    admin,
    urlOf,
    within: (database, work) => withSession(urlOf(database), work),
    close: () => admin.end(),
  };
}

async function withSession<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // a broken session is told to whoever awaits a query, and once more here
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function requireUsable(admin: Pool): Promise<void> {
  const { rows } = await admin.query<{ version: number; may: boolean }>(
    `select current_setting('server_version_num')::int as version,
            rolsuper or (rolcreatedb and rolcreaterole) as may
     from pg_roles where rolname = current_user`,
  );
  const { version = 0, may = false } = rows[0] ?? {};
  const major = Math.floor(version / 10_000);
  if (major < oldestMajor) {
    throw new Error(`The server is PostgreSQL ${major}; ${oldestMajor} or newer is needed.`);
  }
  if (!may) {
    throw new Error('The role of KONTOR_POSTGRES_ADMIN_URL needs CREATEDB and CREATEROLE.');
  }
}
