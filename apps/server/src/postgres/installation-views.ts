import { disabledLifetimeMs, type Installation } from '@kontor/core';
import type { Installation as InstallationView } from '@kontor/protocol/kontor';
import { userId } from '@kontor/protocol/vocabulary';
import { type InstallationRow, installationOf } from './installation-store.ts';
import { isOpenSql } from './invoice-store.ts';
import type { Sql } from './sql.ts';

type Row = InstallationRow & {
  integration_slug: string;
  integration_name: string;
  open_invoices: number;
  has_console: boolean;
  account_owner_id: string | null;
  account_disabled_at: Date | null;
  transferred_at: Date | null;
};

const SELECT = `select i.*, g.slug as integration_slug, g.name as integration_name,
    i.kind = 'native' and g.redirect_login_url is not null as has_console,
    (select count(*)::int from invoice v where v.team_id = i.team_id
       and v.installation_id = i.installation_id and not v.is_test and ${isOpenSql}) as open_invoices,
    a.owner_id as account_owner_id, a.disabled_at as account_disabled_at
  from installation i join integration g on g.integration_id = i.integration_id
    left join linked_account a on a.team_id = i.team_id and a.installation_id = i.installation_id
  where i.team_id = $1`;

/** Installations of a team as they are shown. Former ones are history and can be asked for. */
export async function listInstallationViews(
  sql: Sql,
  teamId: string,
  { withEnded }: { readonly withEnded: boolean },
): Promise<InstallationView[]> {
  const rows = await sql<Row>(
    `${SELECT} and ($2 or i.lifecycle in ('installing', 'installed', 'uninstalling'))
     order by i.installation_id desc`,
    [teamId, withEnded],
  );
  return rows.map(viewOf);
}

export async function findInstallationView(
  sql: Sql,
  teamId: string,
  installationId: string,
): Promise<InstallationView | undefined> {
  const [row] = await sql<Row>(`${SELECT} and i.installation_id = $2`, [teamId, installationId]);
  return row && viewOf(row);
}

function viewOf(row: Row): InstallationView {
  const installation = installationOf(row);
  return {
    id: installation.id,
    integration: {
      id: installation.integrationId,
      slug: row.integration_slug,
      name: row.integration_name,
    },
    kind: installation.kind,
    isTest: installation.isTest,
    lifecycle: installation.lifecycle,
    status: installation.status,
    billingPlan: installation.billingPlan,
    pendingBillingPlan: installation.pendingBillingPlan,
    notification: installation.notification,
    acceptedPolicies: { ...installation.acceptedPolicies },
    installedBy: installation.installedBy,
    offersSignOn: row.has_console,
    linkedAccount: linkedAccountOf(row),
    createdAt: installation.createdAt.toISOString(),
    removalRequestedAt: installation.removalRequestedAt?.toISOString() ?? null,
    uninstalledAt: installation.uninstalledAt?.toISOString() ?? null,
    transferredAt: row.transferred_at?.toISOString() ?? null,
    finalization: finalizationOf(installation, row.open_invoices),
  };
}

function linkedAccountOf({
  account_owner_id: ownerId,
  account_disabled_at: disabledAt,
}: Row): InstallationView['linkedAccount'] {
  if (ownerId === null) return null;
  const removedAt = disabledAt && new Date(disabledAt.getTime() + disabledLifetimeMs);
  return {
    ownerId: userId.parse(ownerId),
    disabledAt: disabledAt?.toISOString() ?? null,
    removedAt: removedAt?.toISOString() ?? null,
  };
}

function finalizationOf(
  { lifecycle, finalizationDueAt, finalizedAt }: Installation,
  openInvoices: number,
): InstallationView['finalization'] {
  if (lifecycle !== 'uninstalled' || finalizationDueAt === null) return null;
  return {
    dueAt: finalizationDueAt.toISOString(),
    openInvoices,
    finalizedAt: finalizedAt?.toISOString() ?? null,
  };
}
