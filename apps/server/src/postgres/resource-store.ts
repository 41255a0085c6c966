import { effectiveAt, type Resource, type ResourceStore, type Rotation } from '@kontor/core';
import type {
  ExternalResourceId,
  InstallationId,
  Metadata,
  Notification,
  OperationId,
  Ownership,
  ProductId,
  ResolvedBillingPlan,
  ResourceId,
  ResourceStatus,
  TeamId,
} from '@kontor/protocol/vocabulary';
import { violatedUnique } from './database.ts';
import { notePlan, type PlanNote } from './plan-periods.ts';
import type { Sql } from './sql.ts';

export type ResourceRow = {
  team_id: TeamId;
  resource_id: ResourceId;
  installation_id: InstallationId;
  product_id: ProductId;
  external_id: ExternalResourceId | null;
  name: string;
  lifecycle: Resource['lifecycle'];
  status: ResourceStatus;
  status_at: Date;
  metadata: Metadata;
  billing_plan: ResolvedBillingPlan | null;
  pending_billing_plan: ResolvedBillingPlan | null;
  notification: Notification | null;
  protocol_settings: Record<string, unknown> | null;
  extras: Record<string, unknown> | null;
  ownership: Ownership;
  secret_rotation: StoredRotation | null;
  provisioned_by: OperationId | null;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
};

const SELECT = 'select * from resource where team_id = $1';
const ALIVE = `lifecycle in ('provisioning', 'active', 'deleting')`;

/** Resources in PostgreSQL, of one team, in the transaction that `sql` runs in. */
export function resourceStore(sql: Sql, teamId: string): ResourceStore {
  const many = async (rest: string, ...values: unknown[]) => {
    const rows = await sql<ResourceRow>(`${SELECT} ${rest}`, [teamId, ...values]);
    return rows.map(resourceOf);
  };
  const one = async (rest: string, ...values: unknown[]) => (await many(rest, ...values))[0];
  return {
    find: (id) => one('and resource_id = $2', id),
    lock: (id) => one('and resource_id = $2 for update', id),
    hold: (id) => one('and resource_id = $2 for share', id),
    findExternal: (installationId, externalId) =>
      one(`and installation_id = $2 and external_id = $3 and ${ALIVE}`, installationId, externalId),
    listOf: (installationId) =>
      many(`and installation_id = $2 and ${ALIVE} order by resource_id`, installationId),
    insert: async (resource) => {
      const rows = await sql(
        `insert into resource (team_id, resource_id, installation_id, product_id, provisioned_by,
           created_at, external_id, name, lifecycle, status, status_at, metadata, billing_plan,
           notification, protocol_settings, extras, ownership, updated_at, deleted_at,
           secret_rotation, pending_billing_plan, pending_plan_due_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
           $21, $22)
         on conflict do nothing
         returning resource_id`,
        [
          teamId,
          resource.id,
          resource.installationId,
          resource.productId,
          resource.provisionedBy,
          resource.createdAt,
          ...changing(resource),
        ],
      );
      if (rows.length === 0) return false;
      const note = billedAs(resource);
      // what is new has no plan before this one that would end
      if (note.plan !== null) await notePlan(sql, teamId, note);
      return true;
    },
    save: (resource) => saveUnlessTaken(sql, teamId, resource),
    saveUnderName: async (resource) => {
      const updated = update(sql, teamId, resource);
      await Promise.all([updated, notePlan(sql, teamId, billedAs(resource))]);
    },
  };
}

/** A savepoint keeps the transaction usable when the name turns out to be taken. */
async function saveUnlessTaken(sql: Sql, teamId: string, resource: Resource): Promise<boolean> {
  const [, saved] = await Promise.allSettled([
    sql('savepoint save_resource'),
    update(sql, teamId, resource),
  ]);
  if (saved.status === 'rejected') {
    if (violatedUnique(saved.reason) !== 'resource_name') throw saved.reason;
    await sql('rollback to savepoint save_resource');
    return false;
  }
  const released = sql('release savepoint save_resource');
  await Promise.all([released, notePlan(sql, teamId, billedAs(resource))]);
  return true;
}

function update(sql: Sql, teamId: string, resource: Resource): Promise<unknown> {
  return sql(
    `update resource set external_id = $3, name = $4, lifecycle = $5, status = $6, status_at = $7,
       metadata = $8, billing_plan = $9, notification = $10, protocol_settings = $11,
       extras = $12, ownership = $13, updated_at = $14, deleted_at = $15,
       secret_rotation = $16, pending_billing_plan = $17, pending_plan_due_at = $18
     where team_id = $1 and resource_id = $2`,
    [teamId, resource.id, ...changing(resource)],
  );
}

function billedAs({ id, installationId, lifecycle, ...resource }: Resource): PlanNote {
  const isGone = lifecycle === 'deleted' || lifecycle === 'failed';
  return {
    installationId,
    resourceId: id,
    plan: isGone ? null : resource.billingPlan,
    at: resource.updatedAt,
  };
}

function changing(resource: Resource): unknown[] {
  return [
    resource.externalId,
    resource.name,
    resource.lifecycle,
    resource.status,
    resource.statusAt,
    resource.metadata,
    resource.billingPlan,
    resource.notification,
    resource.protocolSettings,
    resource.extras,
    resource.ownership,
    resource.updatedAt,
    resource.deletedAt,
    resource.rotation,
    resource.pendingBillingPlan,
    resource.pendingBillingPlan && effectiveAt(resource.pendingBillingPlan),
  ];
}

/** A rotation as it is kept, with its times as text. */
type StoredRotation = Omit<Rotation, 'requestedAt' | 'dueAt' | 'completedAt'> & {
  readonly requestedAt: string;
  readonly dueAt: string;
  readonly completedAt: string | null;
};

export function rotationOf(stored: StoredRotation): Rotation {
  const { requestedAt, dueAt, completedAt } = stored;
  return {
    ...stored,
    requestedAt: new Date(requestedAt),
    dueAt: new Date(dueAt),
    completedAt: completedAt === null ? null : new Date(completedAt),
  };
}

export function resourceOf(row: ResourceRow): Resource {
  return {
    id: row.resource_id,
    teamId: row.team_id,
    installationId: row.installation_id,
    productId: row.product_id,
    externalId: row.external_id,
    name: row.name,
    lifecycle: row.lifecycle,
    status: row.status,
    statusAt: row.status_at,
    metadata: row.metadata,
    billingPlan: row.billing_plan,
    pendingBillingPlan: row.pending_billing_plan,
    notification: row.notification,
    protocolSettings: row.protocol_settings,
    extras: row.extras,
    ownership: row.ownership,
    rotation: row.secret_rotation && rotationOf(row.secret_rotation),
    provisionedBy: row.provisioned_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at,
  };
}
