import type { Resource as ResourceView } from '@kontor/protocol/kontor';
import { type ResourceRow, rotationOf } from './resource-store.ts';
import type { Sql } from './sql.ts';

/** What is shown of a resource, as it is read. */
export type ShownRow = Pick<
  ResourceRow,
  | 'resource_id'
  | 'external_id'
  | 'installation_id'
  | 'product_id'
  | 'name'
  | 'lifecycle'
  | 'status'
  | 'metadata'
  | 'billing_plan'
  | 'pending_billing_plan'
  | 'notification'
  | 'protocol_settings'
  | 'ownership'
  | 'secret_rotation'
> & {
  product_slug: string;
  product_name: string;
  connection_count: number;
  pending_project_count: number;
  created_ms: number;
  updated_ms: number;
};
type Summary = { name: string; length: number; frameworkPublishable: boolean };

/**
 * Resources of the team $1 as {@link ShownRow}, to which a query adds which of them. Times come as numbers,
 * as a list has many and the driver takes long to read one.
 */
export const shownResources = `select r.resource_id, r.external_id, r.installation_id, r.product_id,
    r.name, r.lifecycle, r.status, r.metadata, r.billing_plan, r.pending_billing_plan,
    r.notification, r.protocol_settings, r.ownership, r.secret_rotation,
    p.slug as product_slug, p.name as product_name, n.connection_count, n.pending_project_count,
    (extract(epoch from r.created_at) * 1000)::float8 as created_ms,
    (extract(epoch from r.updated_at) * 1000)::float8 as updated_ms
  from resource r join product p on p.product_id = r.product_id
  cross join lateral (
    select count(*)::int as connection_count, count(s.project_id)::int as pending_project_count
    from connection c left join stale_project s
      on s.team_id = c.team_id and s.project_id = c.project_id
    where c.team_id = r.team_id and c.resource_id = r.resource_id) n
  where r.team_id = $1`;

/** One resource, also a former one. */
export async function findResourceView(
  sql: Sql,
  teamId: string,
  resourceId: string,
): Promise<ResourceView | undefined> {
  const [row] = await sql<ShownRow>(`${shownResources} and r.resource_id = $2`, [
    teamId,
    resourceId,
  ]);
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

export function viewOf(row: ShownRow): ResourceView {
  return {
    id: row.resource_id,
    externalId: row.external_id,
    installationId: row.installation_id,
    product: { id: row.product_id, slug: row.product_slug, name: row.product_name },
    name: row.name,
    lifecycle: row.lifecycle,
    status: row.status,
    metadata: row.metadata,
    billingPlan: row.billing_plan,
    pendingBillingPlan: row.pending_billing_plan,
    notification: row.notification,
    protocolSettings: row.protocol_settings,
    ownership: row.ownership,
    rotation: row.secret_rotation && shownRotation(row.secret_rotation),
    connectionCount: row.connection_count,
    pendingProjectCount: row.pending_project_count,
    createdAt: new Date(row.created_ms).toISOString(),
    updatedAt: new Date(row.updated_ms).toISOString(),
  };
}

function shownRotation(
  stored: NonNullable<ShownRow['secret_rotation']>,
): NonNullable<ResourceView['rotation']> {
  const rotation = rotationOf(stored);
  const { requestedAt, dueAt, completedAt } = rotation;
  return {
    ...rotation,
    requestedAt: requestedAt.toISOString(),
    dueAt: dueAt.toISOString(),
    completedAt: completedAt?.toISOString() ?? null,
  };
}
