import { escapeIdentifier } from 'pg';
import type { Cluster } from '../cluster/cluster.ts';
import type { Limits } from '../product/limits.ts';

/** Holds a database and those who sign in to it to limits that they cannot lift. Repeating it is fine. */
export async function limitDatabase(
  { admin }: Cluster,
  { name, logins, limits }: { name: string; logins: readonly string[]; limits: Limits },
): Promise<void> {
  const connections = Math.trunc(limits.connections);
  await admin.query(`alter database ${escapeIdentifier(name)} connection limit ${connections}`);
  const { rows } = await admin.query<{ may: boolean }>(
    "select has_parameter_privilege('temp_file_limit', 'set') as may",
  );
  // only a superuser, or who was granted it, may limit temporary files
  if (!rows[0]?.may) return;
  const limit = `'${Math.trunc(limits.temporaryMegabytes)}MB'`;
  for (const login of logins) {
    await admin.query(`alter role ${escapeIdentifier(login)} set temp_file_limit = ${limit}`);
  }
}
