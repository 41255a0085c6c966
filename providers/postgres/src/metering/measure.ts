import type { Cluster } from '../cluster/cluster.ts';
import { databaseNameOf } from '../databases/names.ts';

/** What the server says of one database at one moment. */
export type Measurement = {
  readonly storageBytes: bigint;
  /** As the server's statistics count them. */
  readonly rows: bigint;
  /** Those of its users: no worker of the server, and no session of the administrator, who measures. */
  readonly connections: number;
};

/** Measures the database of a resource on the server itself. */
export async function measure(cluster: Cluster, resourceId: string): Promise<Measurement> {
  const name = databaseNameOf(resourceId);
  const { rows } = await cluster.admin.query<{ bytes: string; connections: number }>(
    `select pg_database_size($1::name)::text as bytes,
       (select count(*)::int from pg_stat_activity
        where datname = $1 and backend_type = 'client backend' and usename <> current_user
       ) as connections`,
    [name],
  );
  const counted = await cluster.within(name, (client) =>
    client.query<{ rows: string }>(
      'select coalesce(sum(n_live_tup), 0)::text as rows from pg_stat_user_tables',
    ),
  );
  return {
    storageBytes: BigInt(rows[0]?.bytes ?? 0),
    rows: BigInt(counted.rows[0]?.rows ?? 0),
    connections: rows[0]?.connections ?? 0,
  };
}
