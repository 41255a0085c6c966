import type { LeavingInstallation } from '@kontor/core';
import type { InstallationKind, ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { isOpenSql } from '../postgres/invoice-store.ts';
import type { Sql } from '../postgres/sql.ts';

/** An installation on its way out, with what whoever gets it is told. */
export type Leaving = LeavingInstallation & {
  readonly integration: { readonly id: string; readonly slug: string; readonly name: string };
  readonly billingPlan: ResolvedBillingPlan | null;
};

type Place = { readonly teamId: string; readonly installationId: string };

/** Keeps everybody from changing an installation and what is in it until the transaction ends. */
export async function lockLeaving(
  sql: Sql,
  { teamId, installationId }: Place,
): Promise<Leaving | undefined> {
  const values = [teamId, installationId];
  await sql(
    'select from installation where team_id = $1 and installation_id = $2 for update',
    values,
  );
  await sql(
    `select from resource where team_id = $1 and installation_id = $2
     order by resource_id for update`,
    values,
  );
  return findLeaving(sql, { teamId, installationId });
}

export async function findLeaving(
  sql: Sql,
  { teamId, installationId }: Place,
): Promise<Leaving | undefined> {
  const [row] = await sql<Row>(FIND, [teamId, installationId]);
  if (row === undefined) return undefined;
  return {
    id: installationId,
    name: row.name,
    integration: { id: row.integration_id, slug: row.slug, name: row.name },
    kind: row.kind,
    billingPlan: row.billing_plan,
    isInstalled: row.is_installed,
    isTest: row.is_test,
    isBusy: row.is_busy,
    isRotating: row.is_rotating,
    openInvoices: row.open_invoices,
    openPurchases: row.open_purchases,
    sharedWith: row.shared_with,
    isOnTestClock: row.on_test_clock,
  };
}

type Row = {
  integration_id: string;
  slug: string;
  name: string;
  kind: InstallationKind;
  billing_plan: ResolvedBillingPlan | null;
  is_installed: boolean;
  is_test: boolean;
  is_busy: boolean;
  is_rotating: boolean;
  open_invoices: number;
  open_purchases: number;
  shared_with: string[];
  on_test_clock: boolean;
};

const FIND = `
  select i.integration_id, g.slug, g.name, i.kind, i.billing_plan,
    i.lifecycle = 'installed' as is_installed, i.is_test,
    exists (select from operation o where o.team_id = $1 and o.installation_id = $2
      and o.status in ('running', 'awaiting-approval'))
      or exists (select from transfer_hold h where h.team_id = $1 and h.installation_id = $2)
      as is_busy,
    exists (select from resource r where r.team_id = $1 and r.installation_id = $2
      and r.lifecycle = 'active' and r.secret_rotation ->> 'state' = 'running') as is_rotating,
    (select count(*)::int from invoice v where v.team_id = $1 and v.installation_id = $2
      and not v.is_test and ${isOpenSql}) as open_invoices,
    (select count(*)::int from purchase p where p.team_id = $1 and p.installation_id = $2
      and p.state in ('paid', 'crediting')) as open_purchases,
    array(select distinct p.name from connection c
      join resource r on r.team_id = $1 and r.resource_id = c.resource_id
      join project p on p.team_id = $1 and p.project_id = c.project_id
      where c.team_id = $1 and r.installation_id = $2 order by p.name) as shared_with,
    exists (select from test_clock t where t.team_id = $1) as on_test_clock
  from installation i join integration g on g.integration_id = i.integration_id
  where i.team_id = $1 and i.installation_id = $2`;
