import { escapeIdentifier } from 'pg';
import type { Cluster } from '../cluster/cluster.ts';

/** Drops a database with all sessions in it, and its roles. What is gone already is fine. */
export async function dropDatabase(
  { admin }: Cluster,
  { name, logins }: { name: string; logins: readonly string[] },
): Promise<void> {
  await admin.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
  for (const role of [...logins, name]) {
    await admin.query(`drop role if exists ${escapeIdentifier(role)}`);
  }
}
