import type { createApplyDuePlan } from '@kontor/core';
import type { InstallationId, ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';
import { isDueSql } from '../postgres/team-clock.ts';

export type DuePlansPorts = {
  readonly sql: Sql;
  readonly applyDuePlan: ReturnType<typeof createApplyDuePlan>;
  readonly now: () => Date;
  /** Told of each plan that cannot be applied. */
  readonly onError: (error: unknown) => void;
  /** Ends the run between two plans. */
  readonly signal: AbortSignal;
  /** Only those of this team. */
  readonly only?: TeamId;
};

type Row = { team_id: TeamId; resource_id: ResourceId | null; installation_id: InstallationId };

/**
 * Lets every plan hold whose time has come. Several processes may do it at once. What cannot be done
 * is reported and comes again with the next run, and the others go on.
 */
export async function applyDuePlans(ports: DuePlansPorts): Promise<void> {
  const { sql, applyDuePlan, now, onError, signal, only } = ports;
  const rows = await sql<Row>(
    `select team_id, resource_id, installation_id from resource
     where ${isDueSql('pending_plan_due_at', { team: 'resource.team_id', now: '$1' })}
       and lifecycle in ('active', 'deleting') and ($2::text is null or team_id = $2)
     union all
     select team_id, null, installation_id from installation
     where ${isDueSql('pending_plan_due_at', { team: 'installation.team_id', now: '$1' })}
       and lifecycle in ('installed', 'uninstalling') and ($2::text is null or team_id = $2)`,
    [now(), only ?? null],
  );
  for (const { team_id: teamId, resource_id: resourceId, installation_id } of rows) {
    if (signal.aborted) return;
    const holder = resourceId === null ? { installationId: installation_id } : { resourceId };
    try {
      await applyDuePlan({ teamId, ...holder });
    } catch (cause) {
      const which = `the plan of ${resourceId ?? installation_id} of ${teamId}`;
      onError(new Error(`${which} does not hold yet and is tried again`, { cause }));
    }
  }
}
