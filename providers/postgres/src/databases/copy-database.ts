import { escapeIdentifier } from 'pg';
import type { Cluster } from '../cluster/cluster.ts';
import { createRole } from '../cluster/roles.ts';
import { unlessThere } from '../cluster/unless-there.ts';
import { drainDatabase } from './drain-database.ts';

export type Copied = {
  /** Sessions in the source that were ended in the middle of a transaction, because none of it was quiet. */
  readonly cutTransactions: number;
};

/**
 * Copies a database under another name, for an owner of its own: what is in the copy belongs to that
 * owner, and the owner of the source cannot get in. Repeating it is fine, and a copy that is there is
 * left as it is.
 *
 * PostgreSQL copies a database that nobody is in, so the source is drained first, for as long as
 * `patienceMs` gently.
 *
 * @see docs/adr/0011-branches-of-databases-in-use.md
 */
export async function copyDatabase(
  cluster: Cluster,
  {
    source,
    name,
    logins,
    patienceMs,
  }: { source: string; name: string; logins: readonly string[]; patienceMs: number },
): Promise<Copied> {
  const { admin, within } = cluster;
  const identifier = escapeIdentifier(name);
  await createRole(cluster, name);
  const template = `template ${escapeIdentifier(source)} allow_connections false`;
  const cutTransactions = await drainDatabase(admin, {
    database: source,
    patienceMs,
    work: () => unlessThere(admin.query(`create database ${identifier} ${template}`)),
  });
  await admin.query(`revoke all on database ${identifier} from public`);
  await admin.query(`grant connect, create, temporary on database ${identifier} to ${identifier}`);
  await admin.query(`alter database ${identifier} with allow_connections true`);
  await within(name, async (client) => {
    for (const role of [source, ...logins]) {
      await client.query(`reassign owned by ${escapeIdentifier(role)} to ${identifier}`);
    }
  });
  return { cutTransactions };
}
