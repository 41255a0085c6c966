import { effectiveAt, type Installation, type InstallationStore } from '@kontor/core';
import type {
  InstallationId,
  InstallationKind,
  InstallationSource,
  IntegrationId,
  Notification,
  ResolvedBillingPlan,
  ResourceStatus,
  TeamId,
  UserId,
} from '@kontor/protocol/vocabulary';
import { requireOpenLog } from './event-log.ts';
import { notePlan, type PlanNote } from './plan-periods.ts';
import type { Sql } from './sql.ts';

export type InstallationRow = {
  team_id: TeamId;
  installation_id: InstallationId;
  integration_id: IntegrationId;
  kind: InstallationKind;
  lifecycle: Installation['lifecycle'];
  status: ResourceStatus;
  status_at: Date;
  external_id: string | null;
  accepted_policies: Record<string, string>;
  scopes: string[];
  billing_plan: ResolvedBillingPlan | null;
  pending_billing_plan: ResolvedBillingPlan | null;
  notification: Notification | null;
  installed_by: UserId | null;
  created_at: Date;
  updated_at: Date;
  uninstalled_at: Date | null;
  finalization_due_at: Date | null;
  finalized_at: Date | null;
  source: InstallationSource;
  projects: string[] | null;
  removal_requested_at: Date | null;
  is_test: boolean;
};

const SELECT = 'select * from installation where team_id = $1';

/** Installations in PostgreSQL, of one team, in the transaction that `sql` runs in. */
export function installationStore(sql: Sql, teamId: string): InstallationStore {
  const one = async (rest: string, ...values: unknown[]) => {
    const [row] = await sql<InstallationRow>(`${SELECT} ${rest}`, [teamId, ...values]);
    return row && installationOf(row);
  };
  return {
    find: (id) => one('and installation_id = $2', id),
    lock: (id) => one('and installation_id = $2 for update', id),
    hold: (id) => one('and installation_id = $2 for share', id),
    findCurrent: (integrationId, kind) =>
      one(
        `and integration_id = $2 and kind = $3
         and lifecycle in ('installing', 'installed', 'uninstalling')`,
        integrationId,
        kind,
      ),
    insert: async (installation) => {
      await requireOpenLog(sql, teamId);
      const rows = await sql(
        `insert into installation (team_id, installation_id, integration_id, kind, lifecycle, status,
           status_at, external_id, accepted_policies, scopes, billing_plan, notification,
           installed_by, created_at, updated_at, source, is_test)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         on conflict (team_id, integration_id, kind)
           where lifecycle in ('installing', 'installed', 'uninstalling') do nothing
         returning installation_id`,
        [
          teamId,
          installation.id,
          installation.integrationId,
          installation.kind,
          ...changing(installation).slice(0, 8),
          installation.installedBy,
          installation.createdAt,
          installation.updatedAt,
          installation.source,
          installation.isTest,
        ],
      );
      if (rows.length === 0) return false;
      await sql(
        'insert into installation_route (installation_id, team_id, integration_id) values ($1, $2, $3)',
        [installation.id, teamId, installation.integrationId],
      );
      return true;
    },
    save: async (installation) => {
      await sql(
        `update installation set lifecycle = $3, status = $4, status_at = $5, external_id = $6,
           accepted_policies = $7, scopes = $8, billing_plan = $9, notification = $10,
           updated_at = $11, uninstalled_at = $12, finalization_due_at = $13, finalized_at = $14,
           projects = $15, pending_billing_plan = $16, pending_plan_due_at = $17,
           removal_requested_at = $18
         where team_id = $1 and installation_id = $2`,
        [teamId, installation.id, ...changing(installation)],
      );
      await notePlan(sql, teamId, billedAs(installation));
    },
  };
}

function billedAs({ id, lifecycle, billingPlan, updatedAt }: Installation): PlanNote {
  const isGone = lifecycle === 'uninstalled' || lifecycle === 'failed';
  return {
    installationId: id,
    resourceId: null,
    plan: isGone ? null : billingPlan,
    at: updatedAt,
  };
}

function changing(installation: Installation): unknown[] {
  return [
    installation.lifecycle,
    installation.status,
    installation.statusAt,
    installation.externalId,
    installation.acceptedPolicies,
    installation.scopes,
    installation.billingPlan,
    installation.notification,
    installation.updatedAt,
    installation.uninstalledAt,
    installation.finalizationDueAt,
    installation.finalizedAt,
    installation.projects,
    installation.pendingBillingPlan,
    installation.pendingBillingPlan && effectiveAt(installation.pendingBillingPlan),
    installation.removalRequestedAt,
  ];
}

export function installationOf(row: InstallationRow): Installation {
  return {
    id: row.installation_id,
    teamId: row.team_id,
    integrationId: row.integration_id,
    kind: row.kind,
    lifecycle: row.lifecycle,
    status: row.status,
    statusAt: row.status_at,
    externalId: row.external_id,
    acceptedPolicies: row.accepted_policies,
    scopes: row.scopes,
    billingPlan: row.billing_plan,
    pendingBillingPlan: row.pending_billing_plan,
    notification: row.notification,
    installedBy: row.installed_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    uninstalledAt: row.uninstalled_at,
    finalizationDueAt: row.finalization_due_at,
    finalizedAt: row.finalized_at,
    source: row.source,
    projects: row.projects,
    removalRequestedAt: row.removal_requested_at,
    isTest: row.is_test,
  };
}
