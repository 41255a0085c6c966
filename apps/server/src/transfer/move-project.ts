import { carry } from './carry.ts';
import { type MovedPart, moveResources, removeFormerResources } from './move-resources.ts';
import { type Reseal, resealProject } from './reseal.ts';
import { settleShared } from './settle-shared.ts';

export type Move = {
  readonly projectId: string;
  readonly name: string;
  readonly parts: readonly MovedPart[];
  readonly at: Date;
};

/**
 * Moves a project, everything in it and the resources that go along from one team to another, in
 * the transaction of `sql`. What it shares with other projects of its team it takes along as its own. Ids stay. Rows are written anew before the former ones go, because keys
 * of parents are in those of their children.
 *
 * @see spec/transfers.md — TRF-8
 */
export async function moveProject(work: Reseal, move: Move): Promise<void> {
  const { projectId, name, parts, at } = move;
  await settleShared(work, projectId, at);
  await carry(work, 'project', OF_PROJECT, [projectId], { name });
  await moveResources(work, parts, at);
  for (const table of INSIDE_PROJECT) await carry(work, table, OF_PROJECT, [projectId]);
  await carry(work, 'deployment_action_run', OF_DEPLOYMENT, [projectId]);
  for (const part of parts) await renameInstallation(work, projectId, part);
  if (work.without.length > 0) await leaveBehind(work, projectId);
  await resealProject(work, projectId);
  await removeFormer(work, projectId);
  await removeFormerResources(work, parts);
}

/** What belongs to a project, parents first. */
const INSIDE_PROJECT = [
  'custom_environment',
  'variable',
  'connection',
  'environment',
  'environment_version',
  'stale_project',
  'deployment',
  'project_check',
];

const OF_PROJECT = 'project_id = $3';
const OF_DEPLOYMENT = `exists (select from deployment d where d.team_id = t.team_id
  and d.deployment_id = t.deployment_id and d.project_id = $3)`;

/** What names the former installation names the one that the resources are in now. */
async function renameInstallation(
  { sql, from, to }: Reseal,
  projectId: string,
  { installationId, targetInstallationId }: MovedPart,
): Promise<void> {
  const values = [to, projectId, installationId, targetInstallationId];
  await sql(
    `update deployment set checks = replace(checks::text, $3, $4)::jsonb,
       check_runs = replace(check_runs::text, $3, $4)::jsonb
     where team_id = $1 and project_id = $2`,
    values,
  );
  await sql(
    `update project_check set installation_id = $4, source = replace(source::text, $3, $4)::jsonb
     where team_id = $1 and project_id = $2 and installation_id = $3`,
    values,
  );
  await sql(
    `update deployment_action_run r set installation_id = $4 from deployment d
     where r.team_id = $1 and r.installation_id = $3 and d.team_id = $1
       and d.deployment_id = r.deployment_id and d.project_id = $2`,
    values,
  );
  await sql(
    `update installation set projects = array_append(projects, $2)
     where team_id = $1 and installation_id = $3 and $2 <> all (projects)`,
    [to, projectId, targetInstallationId],
  );
  await sql(
    `update installation set projects = array_remove(projects, $2)
     where team_id = $1 and installation_id = $3 and projects is not null`,
    [from, projectId, installationId],
  );
}

/** Takes along nothing that came of resources that stay; the environments are compiled anew without them. */
async function leaveBehind({ sql, to, without }: Reseal, projectId: string): Promise<void> {
  await sql('delete from deployment_action_run where team_id = $1 and resource_id = any($2)', [
    to,
    without,
  ]);
  await sql(
    `insert into stale_project (team_id, project_id, cause, queued_at)
     values ($1, $2, 'project.transferred', now()) on conflict (team_id, project_id) do nothing`,
    [to, projectId],
  );
}

async function removeFormer({ sql, from, to }: Reseal, projectId: string): Promise<void> {
  // checks of integrations that did not come along stay behind, and end
  await sql(
    `delete from project_check c where c.team_id = $1 and c.project_id = $2
       and c.installation_id is not null and not exists (
         select from installation i where i.team_id = $1 and i.installation_id = c.installation_id)`,
    [to, projectId],
  );
  await sql('delete from connection where team_id = $1 and project_id = $2', [from, projectId]);
  await sql("delete from spend_limit where team_id = $1 and kind = 'project' and subject_id = $2", [
    from,
    projectId,
  ]);
  await sql('delete from project where team_id = $1 and project_id = $2', [from, projectId]);
}
