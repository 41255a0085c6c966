import { escapeIdentifier } from 'pg';
import type { Cluster } from './cluster.ts';
import { unlessThere } from './unless-there.ts';

/**
 * Makes a role that can do nothing yet, unless it is there already. The administrator belongs to it:
 * without being a superuser, one must belong to a role to give it things and to end its sessions.
 */
export async function createRole({ admin }: Cluster, name: string): Promise<void> {
  const role = escapeIdentifier(name);
  const rights = 'nologin inherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls';
  await unlessThere(admin.query(`create role ${role} ${rights}`));
  const { rows } = await admin.query<{ belongs: boolean }>(
    "select pg_has_role(current_user, $1::name, 'usage') as belongs",
    [name],
  );
  if (!rows[0]?.belongs) await admin.query(`grant ${role} to current_user`);
}
