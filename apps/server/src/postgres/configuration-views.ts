import type { Installation } from '@kontor/core';
import type { Configuration } from '@kontor/protocol/rest';
import { categoryTagOf, type IntegrationDetails } from '@kontor/protocol/vocabulary';
import { type InstallationRow, installationOf } from './installation-store.ts';
import type { Sql } from './sql.ts';

type Row = InstallationRow & {
  integration_slug: string;
  integration_name: string;
  integration_category: string;
  integration_details: IntegrationDetails;
  disabled_at: Date | null;
  disabled_reason: Configuration['disabledReason'] | null;
};

/** What never came to be is nothing that clients know. */
const SELECT = `select i.*, g.slug as integration_slug, g.name as integration_name,
    g.category as integration_category, g.details as integration_details,
    a.disabled_at, a.disabled_reason
  from installation i join integration g on g.integration_id = i.integration_id
  left join linked_account a on a.team_id = i.team_id and a.installation_id = i.installation_id
  where i.team_id = $1 and i.lifecycle in `;

const kinds = { marketplace: 'native', external: 'connectable', provisioning: null } as const;

type Filter = {
  readonly view: 'account' | 'project';
  readonly installationType?: keyof typeof kinds | undefined;
  readonly integrationIdOrSlug?: string | undefined;
};

/** What a team has installed, newest first; without what its provider has not answered yet. */
export async function listConfigurationViews(
  sql: Sql,
  teamId: string,
  { view, installationType, integrationIdOrSlug }: Filter,
): Promise<Configuration[]> {
  const rows = await sql<Row>(
    `${SELECT} ('installed', 'uninstalling')
     and ($2::text is null or i.kind = $2)
     and ($3::text is null or g.integration_id = $3 or g.slug = $3)
     and ($4 = 'account' or i.source <> 'oauth')
     order by i.installation_id desc`,
    [
      teamId,
      installationType === undefined ? null : (kinds[installationType] ?? 'none'),
      integrationIdOrSlug ?? null,
      view,
    ],
  );
  return rows.map(viewOf);
}

/** One installation, a former one too. */
export async function findConfigurationView(
  sql: Sql,
  teamId: string,
  id: string,
): Promise<Configuration | undefined> {
  const [row] = await sql<Row>(
    `${SELECT} ('installing', 'installed', 'uninstalling', 'uninstalled')
     and i.installation_id = $2`,
    [teamId, id],
  );
  return row && viewOf(row);
}

function viewOf(row: Row): Configuration {
  const { integration_name: name, integration_slug: slug, integration_details: details } = row;
  const installation = installationOf(row);
  const { lifecycle, externalId, projects, notification } = installation;
  const tag = categoryTagOf(row.integration_category);
  return {
    id: installation.id,
    type: 'integration-configuration',
    integrationId: installation.integrationId,
    slug,
    ownerId: installation.teamId,
    teamId: installation.teamId,
    userId: installation.installedBy ?? '',
    scopes: [...installation.scopes],
    installationType: installation.kind === 'native' ? 'marketplace' : 'external',
    status: installation.status,
    source: installation.source,
    ...(externalId === null ? {} : { externalId }),
    ...(projects === null ? {} : { projects: [...projects] }),
    createdAt: installation.createdAt.getTime(),
    updatedAt: installation.updatedAt.getTime(),
    ...(lifecycle === 'installing' ? {} : { completedAt: installation.createdAt.getTime() }),
    ...endOf(installation),
    ...disabledOf(row),
    integration: {
      name,
      slug,
      icon: details.logoUrl ?? '',
      isLegacy: false,
      flags: [],
      tagIds: tag === undefined ? [] : [tag],
    },
    projectSelection: projects === null ? 'all' : 'selected',
    ...(notification === null ? {} : { notification }),
  };
}

function disabledOf({ disabled_at: at, disabled_reason: reason }: Row) {
  return at === null ? {} : { disabledAt: at.getTime(), ...(reason && { disabledReason: reason }) };
}

/** Asked for, begun, and over: an installation that is removed still waits for its last invoices. */
function endOf({ lifecycle, updatedAt, ...installation }: Installation) {
  const { removalRequestedAt: askedAt, uninstalledAt, finalizedAt } = installation;
  const isLeaving = lifecycle === 'uninstalling' || lifecycle === 'uninstalled';
  return {
    customerDeleteRequestedAt: askedAt?.getTime() ?? null,
    deleteRequestedAt: isLeaving ? (askedAt ?? uninstalledAt ?? updatedAt).getTime() : null,
    deletedAt: finalizedAt?.getTime() ?? null,
  };
}
