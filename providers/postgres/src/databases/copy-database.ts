import { setTimeout as delay } from 'node:timers/promises';
import { escapeIdentifier } from 'pg';
import type { Cluster } from '../cluster/cluster.ts';
import { createRole } from '../cluster/roles.ts';
import { unlessThere } from '../cluster/unless-there.ts';

/** How often sessions are looked for that are in the way of a copy, in milliseconds. */
const lookMs = 50;

/**
 * Copies a database under another name, for an owner of its own: what is in the copy belongs to that
 * owner, and the owner of the source cannot get in. Repeating it is fine, and a copy that is there is
 * left as it is.
 *
 * PostgreSQL copies a database that nobody is in. Sessions in the source are ended; new ones wait for
 * the moment that the copying takes, so that a program that connects again notices a pause.
 */
export async function copyDatabase(
  cluster: Cluster,
  { source, name, logins }: { source: string; name: string; logins: readonly string[] },
): Promise<void> {
  const { admin, within } = cluster;
  const identifier = escapeIdentifier(name);
  await createRole(cluster, name);
  const template = `template ${escapeIdentifier(source)} allow_connections false`;
  await withoutSessions(cluster, source, () =>
    unlessThere(admin.query(`create database ${identifier} ${template}`)),
  );
  await admin.query(`revoke all on database ${identifier} from public`);
  await admin.query(`grant connect, create, temporary on database ${identifier} to ${identifier}`);
  await admin.query(`alter database ${identifier} with allow_connections true`);
  await within(name, async (client) => {
    for (const role of [source, ...logins]) {
      await client.query(`reassign owned by ${escapeIdentifier(role)} to ${identifier}`);
    }
  });
}

/** Ends sessions in a database while `work` waits for them: it holds the lock that new ones wait for. */
async function withoutSessions(
  { admin }: Cluster,
  database: string,
  work: () => Promise<void>,
): Promise<void> {
  let isRunning = true;
  const working = work().finally(() => {
    isRunning = false;
  });
  // told to whoever awaits it below
  working.catch(() => {});
  while (isRunning) {
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = $1 and backend_type = 'client backend'`,
      [database],
    );
    await Promise.race([working.catch(() => {}), delay(lookMs)]);
  }
  await working;
}
