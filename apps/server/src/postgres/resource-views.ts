import type { Rotation } from '@kontor/core';
import type { Resource as ResourceView } from '@kontor/protocol/kontor';
import { type ResourceRow, resourceOf } from './resource-store.ts';
import type { Sql } from './sql.ts';

type Row = ResourceRow & {
  product_slug: string;
  product_name: string;
  connection_count: number;
  pending_project_count: number;
};
type Summary = { name: string; length: number; frameworkPublishable: boolean };

const SELECT = `select r.*, p.slug as product_slug, p.name as product_name,
    (select count(*)::int from connection c
     where c.team_id = r.team_id and c.resource_id = r.resource_id) as connection_count,
    (select count(*)::int from connection c join stale_project s
       on s.team_id = c.team_id and s.project_id = c.project_id
     where c.team_id = r.team_id and c.resource_id = r.resource_id) as pending_project_count
  from resource r join product p on p.product_id = r.product_id
  where r.team_id = $1`;

type Filter = { readonly installation?: string | undefined; readonly project?: string | undefined };

/** Resources of a team as they are shown, newest first, without those that are gone. */
export async function listResourceViews(
  sql: Sql,
  teamId: string,
  { installation, project }: Filter,
): Promise<ResourceView[]> {
  const rows = await sql<Row>(
    `${SELECT} and r.lifecycle in ('provisioning', 'active', 'deleting')
     and ($2::text is null or r.installation_id = $2)
     and ($3::text is null or exists (
       select 1 from connection c join project j
         on j.team_id = c.team_id and j.project_id = c.project_id
       where c.team_id = r.team_id and c.resource_id = r.resource_id
         and (j.project_id = $3 or j.name = $3)))
     order by r.resource_id desc`,
    [teamId, installation ?? null, project ?? null],
  );
  return rows.map(viewOf);
}

/** One resource, also a former one. */
export async function findResourceView(
  sql: Sql,
  teamId: string,
  resourceId: string,
): Promise<ResourceView | undefined> {
  const [row] = await sql<Row>(`${SELECT} and r.resource_id = $2`, [teamId, resourceId]);
  return row && viewOf(row);
}

/** Names and lengths of a resource's secrets. */
export async function listSecretSummaries(
  sql: Sql,
  teamId: string,
  resourceId: string,
): Promise<Summary[]> {
  const [row] = await sql<{ summary: Summary[] }>(
    'select summary from keyset where team_id = $1 and resource_id = $2',
    [teamId, resourceId],
  );
  return row?.summary ?? [];
}

function viewOf(row: Row): ResourceView {
  const resource = resourceOf(row);
  return {
    id: resource.id,
    externalId: resource.externalId,
    installationId: resource.installationId,
    product: { id: resource.productId, slug: row.product_slug, name: row.product_name },
    name: resource.name,
    lifecycle: resource.lifecycle,
    status: resource.status,
    metadata: resource.metadata,
    billingPlan: resource.billingPlan,
    pendingBillingPlan: resource.pendingBillingPlan,
    notification: resource.notification,
    protocolSettings: resource.protocolSettings,
    ownership: resource.ownership,
    rotation: resource.rotation && shownRotation(resource.rotation),
    connectionCount: row.connection_count,
    pendingProjectCount: row.pending_project_count,
    createdAt: resource.createdAt.toISOString(),
    updatedAt: resource.updatedAt.toISOString(),
  };
}

function shownRotation(rotation: Rotation): NonNullable<ResourceView['rotation']> {
  const { requestedAt, dueAt, completedAt } = rotation;
  return {
    ...rotation,
    requestedAt: requestedAt.toISOString(),
    dueAt: dueAt.toISOString(),
    completedAt: completedAt?.toISOString() ?? null,
  };
}
