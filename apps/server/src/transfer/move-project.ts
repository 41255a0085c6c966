import {
  type ExternalResourceId,
  installationId as idOfInstallation,
  type ResolvedBillingPlan,
  teamId,
} from '@kontor/protocol/vocabulary';
import { notePlan } from '../postgres/plan-periods.ts';
import { requestRefresh } from '../postgres/refresh-queue.ts';
import { type Reseal, resealAll } from './reseal.ts';
import { settleShared } from './settle-shared.ts';

/** Resources of one installation that move to another. */
export type MovedPart = {
  readonly installationId: string;
  readonly targetInstallationId: string;
  readonly resourceIds: readonly string[];
};

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
  const resourceIds = parts.flatMap((part) => part.resourceIds);
  await settleShared(work, projectId, at);
  await copy(work, 'project', OF_PROJECT, [projectId], { name });
  for (const part of parts) await moveAccount(work, part, at);
  for (const table of INSIDE_PROJECT) await copy(work, table, OF_PROJECT, [projectId]);
  for (const table of INSIDE_RESOURCE)
    await copy(work, table, 'resource_id = any($3)', [resourceIds]);
  await copy(work, 'deployment_action_run', OF_DEPLOYMENT, [projectId]);
  for (const part of parts) await renameInstallation(work, projectId, part);
  if (work.without.length > 0) await leaveBehind(work, projectId);
  await resealAll(work, { projectId, resourceIds });
  await removeFormer(work, projectId, resourceIds);
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
/** What belongs to a resource. */
const INSIDE_RESOURCE = ['keyset', 'custom_claims', 'experimentation_item', 'synced_config'];

const OF_PROJECT = 'project_id = $3';
const OF_DEPLOYMENT = `exists (select from deployment d where d.team_id = t.team_id
  and d.deployment_id = t.deployment_id and d.project_id = $3)`;

/** Writes rows of `from` anew for `to`, with everything that a later migration adds to them. */
async function copy(
  { sql, from, to }: Reseal,
  table: string,
  which: string,
  values: readonly unknown[],
  changes: Readonly<Record<string, string>> = {},
): Promise<void> {
  await sql(
    `insert into ${table} select (jsonb_populate_record(t, $2::jsonb)).*
     from ${table} t where t.team_id = $1 and ${which}`,
    [from, JSON.stringify({ team_id: to, ...changes }), ...values],
  );
}

type Billed = {
  resource_id: string;
  external_id: ExternalResourceId;
  billing_plan: ResolvedBillingPlan | null;
};

/** Resources with what is kept of them at their installation. */
async function moveAccount(work: Reseal, part: MovedPart, at: Date): Promise<void> {
  const { sql, from, to } = work;
  const { installationId, targetInstallationId, resourceIds } = part;
  const target = idOfInstallation.parse(targetInstallationId);
  const place = { installation_id: target };
  await copy(work, 'resource', 'resource_id = any($3)', [resourceIds], place);
  const moved = await sql<Billed>(
    `select resource_id, external_id, billing_plan from resource
     where team_id = $1 and resource_id = any($2)`,
    [to, resourceIds],
  );
  const externalIds = moved.map((row) => row.external_id);
  const ours = 'installation_id = $3 and external_resource_id = any($4)';
  await copy(work, 'balance', ours, [installationId, externalIds], place);
  for (const [statement, ids] of FORGOTTEN) {
    const which = ids === 'external' ? externalIds : resourceIds;
    await sql(statement, [from, installationId, which]);
  }
  for (const { resource_id: resourceId, external_id: externalId, billing_plan: plan } of moved) {
    await notePlan(sql, from, { installationId, resourceId, plan: null, at });
    await notePlan(sql, to, { installationId: target, resourceId, plan, at });
    // the provider may have put it under another plan
    await requestRefresh(sql, { teamId: teamId.parse(to), installationId: target, externalId });
  }
}

/** Of the former installation: what was bought automatically there is the former team's own matter. */
const FORGOTTEN = [
  [
    `delete from balance where team_id = $1 and installation_id = $2
       and external_resource_id = any($3)`,
    'external',
  ],
  [
    `delete from refresh_queue where team_id = $1 and installation_id = $2
       and external_id = any($3)`,
    'external',
  ],
  [
    `delete from balance_threshold where team_id = $1 and installation_id = $2
       and resource_id = any($3)`,
    'own',
  ],
] as const;

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

async function removeFormer(
  { sql, from, to }: Reseal,
  projectId: string,
  resourceIds: readonly string[],
): Promise<void> {
  // checks of integrations that did not come along stay behind, and end
  await sql(
    `delete from project_check c where c.team_id = $1 and c.project_id = $2
       and c.installation_id is not null and not exists (
         select from installation i where i.team_id = $1 and i.installation_id = c.installation_id)`,
    [to, projectId],
  );
  await sql('delete from connection where team_id = $1 and project_id = $2', [from, projectId]);
  await sql('delete from project where team_id = $1 and project_id = $2', [from, projectId]);
  await sql('delete from resource where team_id = $1 and resource_id = any($2)', [
    from,
    resourceIds,
  ]);
  await sql(
    'update synced_config_route set team_id = $2 where team_id = $1 and resource_id = any($3)',
    [from, to, resourceIds],
  );
}
