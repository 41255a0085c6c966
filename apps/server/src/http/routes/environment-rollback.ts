import { ok, type Place, placeName } from '@kontor/core';
import type { kontorEndpoints } from '@kontor/protocol/kontor';
import type { ProjectId } from '@kontor/protocol/vocabulary';
import type { Database } from '../../postgres/database.ts';
import { eventLog } from '../../postgres/event-log.ts';
import { projectStore } from '../../postgres/project-store.ts';
import type { Sql } from '../../postgres/sql.ts';
import type { Vault } from '../../vault/vault.ts';
import type { Outcome, TeamCaller } from '../route.ts';
import { requireEnvironment, versionNotFound } from './environment-content.ts';

export type RollBackPorts = {
  readonly database: Database;
  readonly vault: Vault;
  readonly now: () => Date;
};

type RollBack = {
  readonly projectId: ProjectId;
  readonly place: Place;
  /** Null returns to the newest. */
  readonly version: number | null;
};

/** Serves an earlier version of a place until told otherwise. @see docs/adr/0005-environment-snapshots.md */
export function rollBack(
  { database, vault, now }: RollBackPorts,
  caller: TeamCaller,
  { projectId, place, version }: RollBack,
): Promise<Outcome<typeof kontorEndpoints.rollBackEnvironment>> {
  return database.transact(async (sql) => {
    const environment = placeName(place);
    await projectStore(sql, caller.team.id, vault).lock([projectId]);
    const rows = await sql(
      `update environment e set served_version = v.version, digest = v.digest,
         variable_count = v.variable_count, sealed = v.sealed, is_rolled_back = $5, updated_at = now()
       from environment_version v
       where e.team_id = $1 and e.project_id = $2 and e.environment = $3
         and v.team_id = e.team_id and v.project_id = e.project_id
         and v.environment = e.environment and v.version = coalesce($4, e.latest_version)
       returning e.served_version`,
      [caller.team.id, projectId, environment, version, version !== null],
    );
    if (rows.length === 0) return versionNotFound(environment, version);
    if (version === null) await retireBareBranch(sql, caller, { projectId, place });
    await eventLog(sql, caller.team.id, now).append({
      type: 'environment.rolled-back',
      actor: caller.actor,
      subject: { project: projectId },
      data: { ...place, version },
    });
    const shown = await requireEnvironment(sql, caller, projectId, place.environment);
    return shown.ok ? ok({ status: 200, body: { environment: shown.value } }) : shown;
  });
}

/** A branch that lost its own variables while it was rolled back reads preview from now on. */
async function retireBareBranch(
  sql: Sql,
  { team }: TeamCaller,
  { projectId, place }: Omit<RollBack, 'version'>,
): Promise<void> {
  if (place.gitBranch === undefined) return;
  await sql(
    `delete from environment where team_id = $1 and project_id = $2 and environment = $3
       and not exists (select from variable
         where team_id = $1 and project_id = $2 and git_branch = $4)`,
    [team.id, projectId, placeName(place), place.gitBranch],
  );
}
