import { type Refusal, refreshProjects, refuse } from '@kontor/core';
import type { AcceptedTransfer } from '@kontor/protocol/rest';
import { projectId } from '@kontor/protocol/vocabulary';
import { environmentStore } from '../postgres/environment-store.ts';
import { projectStore } from '../postgres/project-store.ts';
import type { Sql } from '../postgres/sql.ts';
import type { Vault } from '../vault/vault.ts';
import type { TargetPart } from './find-target.ts';
import type { MovedPart } from './move-resources.ts';
import type { PartRow } from './transfer-store.ts';

export type ActivePart = MovedPart & TargetPart;

/** What of each part is still there to be moved. */
export async function activeParts(
  sql: Sql,
  teamId: string,
  parts: readonly PartRow[],
): Promise<ActivePart[]> {
  const rows = await sql<{ resource_id: string }>(
    `select resource_id from resource
     where team_id = $1 and resource_id = any($2) and lifecycle = 'active'
     order by resource_id for update`,
    [teamId, parts.flatMap((part) => part.resource_ids)],
  );
  const active = new Set(rows.map((row) => row.resource_id));
  return parts.map((part) => ({
    ...part,
    installationId: part.installation_id,
    targetInstallationId: part.target_installation_id ?? '',
    resourceIds: part.resource_ids.filter((id) => active.has(id)),
  }));
}

/** A connection that was made meanwhile and that cannot reach from one team into another. */
export async function strayConnection(
  sql: Sql,
  teamId: string,
  { projectId, ids }: { readonly projectId: string | null; readonly ids: readonly string[] },
): Promise<Refusal | undefined> {
  const [stray] = await sql<{ name: string }>(
    `select r.name from connection c join resource r using (team_id, resource_id)
     where c.team_id = $1 and (c.project_id is not distinct from $2) <> (c.resource_id = any($3)) limit 1`,
    [teamId, projectId, ids],
  );
  if (stray === undefined) return undefined;
  return refuse(
    'resource_shared',
    `The former team has connected ${stray.name} anew meanwhile. When it has disconnected it, send this request again.`,
  ).error;
}

export type EndedConnection = {
  readonly id: string;
  readonly project: string;
  readonly resource: string;
  readonly installation: string;
  readonly externalId: string | null;
  readonly environments: readonly string[];
};

/** Ends the connections to what its provider keeps for the former team: they cannot reach into another. */
export function disconnectRefused(
  sql: Sql,
  teamId: string,
  { projectId, parts }: { readonly projectId: string; readonly parts: readonly PartRow[] },
): Promise<readonly EndedConnection[]> {
  return sql<EndedConnection>(`${END_CONNECTIONS} and c.project_id = $3 ${TELLING}`, [
    teamId,
    parts.flatMap((part) => part.resource_ids),
    projectId,
  ]);
}

/**
 * Ends all connections of what leaves without its projects. From then on their environments are without
 * what it gave them.
 */
export async function disconnectAll(
  { sql, vault }: { readonly sql: Sql; readonly vault: Vault },
  teamId: string,
  ids: readonly string[],
): Promise<readonly EndedConnection[]> {
  const ended = await sql<EndedConnection>(`${END_CONNECTIONS} ${TELLING}`, [teamId, ids]);
  const projectIds = [...new Set(ended.map(({ project }) => projectId.parse(project)))].sort();
  const projects = projectStore(sql, teamId, vault);
  await projects.lock(projectIds);
  const tx = { projects, environments: environmentStore(sql, teamId, vault) };
  await refreshProjects(tx, projectIds, { cause: 'resource.transferred' });
  return ended;
}

const END_CONNECTIONS = `delete from connection c using resource r
  where c.team_id = $1 and c.resource_id = any($2) and r.team_id = $1
    and r.resource_id = c.resource_id`;
const TELLING = `returning c.connection_id as id, c.project_id as project,
  r.resource_id as resource, r.installation_id as installation, r.external_id as "externalId",
  c.environments`;

export function notMoved(
  parts: readonly PartRow[],
  moved: readonly string[],
): AcceptedTransfer['resourceTransferErrors'] {
  return parts.flatMap(({ resource_ids: ids, refusal }) =>
    ids
      .filter((id) => !moved.includes(id))
      .map((resourceId) => ({
        resourceId,
        code: refusal?.code ?? 'resource_not_active',
        message: refusal?.message ?? 'The resource ended before it could be moved.',
      })),
  );
}
