import type { InstallationRef } from '@kontor/core';
import type { ProviderInstallation, ProviderResource } from '@kontor/protocol/kontor';
import type { InstallationId, TeamId } from '@kontor/protocol/vocabulary';
import { type InstallationRow, installationOf } from './installation-store.ts';
import { type ResourceRow, resourceOf } from './resource-store.ts';
import type { Sql } from './sql.ts';

export type InstallationPage = {
  readonly state?: 'current' | 'former' | undefined;
  readonly search?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
};

type Row = InstallationRow & {
  team_name: string | null;
  resources: number;
  last_report_at: Date | null;
};

const CURRENT = `i.lifecycle in ('installing', 'installed', 'uninstalling')`;
const SELECT = `select i.*, t.name as team_name, made.resources, told.last_report_at
  from installation_route r
  join installation i on i.team_id = r.team_id and i.installation_id = r.installation_id
  left join people.organization t on t.id = r.team_id
  cross join lateral (
    select count(*)::int as resources from resource x
    where x.team_id = i.team_id and x.installation_id = i.installation_id
      and x.lifecycle in ('provisioning', 'active', 'deleting')) made
  cross join lateral (
    select max(reported_at) as last_report_at from billing_report b
    where b.team_id = i.team_id and b.installation_id = i.installation_id) told
  where r.integration_id = $1`;

/** What was installed of an integration, over all teams, newest first. */
export async function listProviderInstallations(
  read: Sql,
  integrationId: string,
  { state, search, before, limit }: InstallationPage,
): Promise<ProviderInstallation[]> {
  const rows = await read<Row>(
    `${SELECT} and ($2::boolean is null or (${CURRENT}) = $2)
       and ($3::text is null or strpos(lower(concat_ws(' ', t.name, r.installation_id)), lower($3)) > 0)
       and ($4::text is null or r.installation_id < $4)
     order by r.installation_id desc limit $5`,
    [
      integrationId,
      state === undefined ? null : state === 'current',
      search ?? null,
      before ?? null,
      limit,
    ],
  );
  return rows.map(viewOf);
}

/** One of them with what is known of it now; undefined where it is of another integration. */
export async function findProviderInstallation(read: Sql, integrationId: string, id: string) {
  const [row] = await read<Row>(`${SELECT} and r.installation_id = $2`, [integrationId, id]);
  if (row === undefined) return undefined;
  const { notification, finalizationDueAt, finalizedAt } = installationOf(row);
  return {
    ...viewOf(row),
    notification,
    billingUntil: finalizationDueAt?.toISOString() ?? null,
    finalizedAt: finalizedAt?.toISOString() ?? null,
  };
}

/** Whose an installation of an integration is. */
export async function findInstallationOf(
  read: Sql,
  integrationId: string,
  id: string,
): Promise<Pick<InstallationRef, 'teamId' | 'installationId'> | undefined> {
  const [row] = await read<{ team_id: TeamId; installation_id: InstallationId }>(
    `select team_id, installation_id from installation_route
     where integration_id = $1 and installation_id = $2`,
    [integrationId, id],
  );
  return row && { teamId: row.team_id, installationId: row.installation_id };
}

/** The resources that an installation has or had, newest first. */
export async function listProviderResources(
  read: Sql,
  { teamId, installationId }: Pick<InstallationRef, 'teamId' | 'installationId'>,
  { before, limit }: Pick<InstallationPage, 'before' | 'limit'>,
): Promise<ProviderResource[]> {
  const rows = await read<ResourceRow & { product_slug: string }>(
    `select x.*, p.slug as product_slug from resource x join product p on p.product_id = x.product_id
     where x.team_id = $1 and x.installation_id = $2 and ($3::text is null or x.resource_id < $3)
     order by x.resource_id desc limit $4`,
    [teamId, installationId, before ?? null, limit],
  );
  return rows.map((row) => {
    const resource = resourceOf(row);
    const { id, externalId, name, lifecycle, status, billingPlan, createdAt } = resource;
    return {
      ...{ id, externalId, name, lifecycle, status, billingPlan },
      product: row.product_slug,
      createdAt: createdAt.toISOString(),
    };
  });
}

function viewOf(row: Row): ProviderInstallation {
  const installation = installationOf(row);
  return {
    id: installation.id,
    team: { name: row.team_name },
    kind: installation.kind,
    isTest: installation.isTest,
    lifecycle: installation.lifecycle,
    status: installation.status,
    billingPlan: installation.billingPlan,
    resources: row.resources,
    lastReportAt: row.last_report_at?.toISOString() ?? null,
    createdAt: installation.createdAt.toISOString(),
    uninstalledAt: installation.uninstalledAt?.toISOString() ?? null,
  };
}
