import { escapeIdentifier } from 'pg';
import type { Cluster } from '../cluster/cluster.ts';
import { createRole } from '../cluster/roles.ts';
import { unlessThere } from '../cluster/unless-there.ts';

/**
 * Makes a database that nobody can enter but members of the role of its name, or finishes one that was
 * begun. It opens only once it is closed to everyone else.
 *
 * The role owns the schema and not the database: an owner could lift its limits, open it to others, or
 * keep it from being dropped.
 */
export async function buildDatabase(cluster: Cluster, name: string): Promise<void> {
  const { admin, within } = cluster;
  const identifier = escapeIdentifier(name);
  await createRole(cluster, name);
  // template0 is pristine, and nobody's session in it can be in the way
  const options = 'template template0 allow_connections false';
  await unlessThere(admin.query(`create database ${identifier} ${options}`));
  await admin.query(`revoke all on database ${identifier} from public`);
  await admin.query(`grant connect, create, temporary on database ${identifier} to ${identifier}`);
  await admin.query(`alter database ${identifier} with allow_connections true`);
  await within(name, (client) => client.query(`alter schema public owner to ${identifier}`));
}
