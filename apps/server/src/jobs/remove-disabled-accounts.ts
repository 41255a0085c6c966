import { randomBytes } from 'node:crypto';
import { type createUninstall, disabledLifetimeMs } from '@kontor/core';
import type { InstallationId, TeamId } from '@kontor/protocol/vocabulary';
import type { Database } from '../postgres/database.ts';

export type RemoveDisabledPorts = {
  readonly database: Pick<Database, 'read'>;
  readonly uninstall: ReturnType<typeof createUninstall>;
  readonly now: () => Date;
};

/**
 * Begins to remove the linked accounts that nobody has taken over for 30 days; the operations behind it
 * end them. Answers how many were begun. One that something is still going on in waits for the next run.
 *
 * @see spec/partner-api.md §13.4
 */
export async function removeDisabledAccounts(ports: RemoveDisabledPorts): Promise<number> {
  const { database, uninstall, now } = ports;
  const rows = await database.read<{ team_id: TeamId; installation_id: InstallationId }>(
    `select a.team_id, a.installation_id
     from linked_account a join installation i using (team_id, installation_id)
     where a.disabled_at <= $1 and i.lifecycle = 'installed' order by a.disabled_at limit 100`,
    [new Date(now().getTime() - disabledLifetimeMs)],
  );
  let count = 0;
  for (const { team_id: teamId, installation_id: installationId } of rows) {
    const begun = await uninstall({
      teamId,
      actor: { kind: 'system' },
      installationId,
      callerKey: null,
      traceId: randomBytes(16).toString('hex'),
    });
    if (begun.ok) count += 1;
  }
  return count;
}
