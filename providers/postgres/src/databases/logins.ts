import { escapeIdentifier, escapeLiteral } from 'pg';
import type { Cluster } from '../cluster/cluster.ts';
import { createRole } from '../cluster/roles.ts';
import { scramVerifier } from '../cluster/scram.ts';

export type NewLogin = {
  readonly role: string;
  readonly password: string;
  readonly database: string;
};

/**
 * Makes a role that signs in to one database and there acts as its owner: whatever login makes a table,
 * the table is the owner's, and outlives the login. Repeating it is fine.
 */
export async function createLogin(
  cluster: Cluster,
  { role, password, database }: NewLogin,
): Promise<void> {
  const login = escapeIdentifier(role);
  const owner = escapeIdentifier(database);
  const { admin } = cluster;
  await createRole(cluster, role);
  await admin.query(`grant ${owner} to ${login}`);
  await admin.query(`alter role ${login} set role = ${escapeLiteral(database)}`);
  const verifier = escapeLiteral(await scramVerifier(password));
  await admin.query(`alter role ${login} login password ${verifier}`);
}

/** From then on the server refuses the login's password; sessions that are open stay. */
export async function expireLogin({ admin }: Cluster, role: string, at: Date): Promise<void> {
  const until = escapeLiteral(at.toISOString());
  await admin.query(`alter role ${escapeIdentifier(role)} valid until ${until}`);
}

/** Ends a login and its sessions; what it owns by itself goes to the owner. One that is gone is fine. */
export async function dropLogin(
  cluster: Cluster,
  { role, database }: { role: string; database: string },
): Promise<void> {
  const { rows } = await cluster.admin.query('select from pg_roles where rolname = $1', [role]);
  if (rows.length === 0) return;
  const login = escapeIdentifier(role);
  await cluster.admin.query(`alter role ${login} nologin`);
  await cluster.admin.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where usename = $1',
    [role],
  );
  await cluster.within(database, async (client) => {
    await client.query(`reassign owned by ${login} to ${escapeIdentifier(database)}`);
    await client.query(`drop owned by ${login}`);
  });
  await cluster.admin.query(`drop role ${login}`);
}
