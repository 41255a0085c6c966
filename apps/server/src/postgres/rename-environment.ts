import type { ChosenActions } from '@kontor/core';
import type { Vault } from '../vault/vault.ts';
import type { ProjectOfTeam } from './custom-environments.ts';
import { digestOf, openEnvironment, sealEnvironment } from './environment-store.ts';
import type { Sql } from './sql.ts';

type Rename = ProjectOfTeam & { readonly from: string; readonly to: string };

/**
 * Gives an environment another name wherever it is named: what targets it goes on doing so, and its
 * versions go with it. Tokens that are limited to the former name are not widened to the new one.
 */
export async function renameEnvironment(sql: Sql, vault: Vault, rename: Rename): Promise<void> {
  const { teamId, projectId, from, to } = rename;
  const place = [teamId, projectId, from, to];
  for (const table of ['variable', 'connection']) {
    await sql(
      `update ${table} set environments = array_replace(environments, $3, $4)
       where team_id = $1 and project_id = $2 and $3 = any(environments)`,
      place,
    );
  }
  await renameInActions(sql, rename);
  await sql(
    `update deployment set environment = $4
     where team_id = $1 and project_id = $2 and environment = $3`,
    place,
  );
  await resealVersions(sql, vault, rename);
  await sql(
    `update environment e set environment = $4, digest = v.digest, sealed = v.sealed
     from environment_version v
     where e.team_id = $1 and e.project_id = $2 and e.environment = $3
       and v.team_id = e.team_id and v.project_id = e.project_id and v.environment = $4
       and v.version = e.served_version`,
    place,
  );
}

async function renameInActions(sql: Sql, { teamId, projectId, from, to }: Rename): Promise<void> {
  const rows = await sql<{ connection_id: string; deployments: ChosenActions }>(
    'select connection_id, deployments from connection where team_id = $1 and project_id = $2',
    [teamId, projectId],
  );
  for (const { connection_id, deployments } of rows) {
    const { actions } = deployments;
    if (!actions.some(({ environments }) => environments.includes(from))) continue;
    const renamed = actions.map((action) => ({
      ...action,
      environments: action.environments.map((each) => (each === from ? to : each)),
    }));
    await sql('update connection set deployments = $3 where team_id = $1 and connection_id = $2', [
      teamId,
      connection_id,
      { ...deployments, actions: renamed },
    ]);
  }
}

/** A version opens only under the name that it was sealed for. */
async function resealVersions(
  sql: Sql,
  vault: Vault,
  { teamId, projectId, from, to }: Rename,
): Promise<void> {
  const former = { projectId, environment: from };
  const latter = { projectId, environment: to };
  const versions = await sql<{ version: number; sealed: Buffer }>(
    `select version, sealed from environment_version
     where team_id = $1 and project_id = $2 and environment = $3`,
    [teamId, projectId, from],
  );
  for (const { version, sealed } of versions) {
    const variables = await openEnvironment(vault, teamId, former, sealed);
    const digest = await digestOf(vault, teamId, latter, variables);
    await sql(
      `update environment_version set environment = $5, digest = $6, sealed = $7
       where team_id = $1 and project_id = $2 and environment = $3 and version = $4`,
      [
        teamId,
        projectId,
        from,
        version,
        to,
        digest,
        await sealEnvironment(vault, teamId, latter, variables),
      ],
    );
  }
}
