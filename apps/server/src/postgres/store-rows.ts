import { describeKeyset, emptyKeyset, type SecretDescription } from '@kontor/core';
import type { IntegrationId, ResolvedBillingPlan, ResourceId } from '@kontor/protocol/vocabulary';
import type { Vault } from '../vault/vault.ts';
import type { ConnectionRow } from './connection-store.ts';
import { openKeyset } from './keyset-store.ts';
import { type ResourceRow, resourceOf } from './resource-store.ts';
import type { Sql } from './sql.ts';

type Row = ResourceRow & {
  integration_id: IntegrationId;
  installation_plan: ResolvedBillingPlan | null;
  secrets: SecretDescription[] | null;
  connection_count: number;
};

export type StoreConnectionRow = ConnectionRow & { project_name: string };

const SELECT = `select r.*, i.integration_id, i.billing_plan as installation_plan,
    k.summary as secrets,
    (select count(*)::int from connection c
     where c.team_id = r.team_id and c.resource_id = r.resource_id) as connection_count
  from resource r
  join installation i on i.team_id = r.team_id and i.installation_id = r.installation_id
  left join keyset k on k.team_id = r.team_id and k.resource_id = r.resource_id
  where r.team_id = $1`;

/** A resource with what stands around it, as stores are shown from it. */
export type StoreRow = ReturnType<typeof rowOf>;

/** The resources of a team, newest first, without those that are gone or never came to be. */
export async function listStoreRows(
  sql: Sql,
  teamId: string,
  installation: string | undefined,
): Promise<readonly StoreRow[]> {
  const rows = await sql<Row>(
    `${SELECT} and r.lifecycle in ('provisioning', 'active', 'deleting')
     and ($2::text is null or r.installation_id = $2) order by r.resource_id desc`,
    [teamId, installation ?? null],
  );
  return rows.map(rowOf);
}

/** One resource that is not gone; one that never came to be is shown so. */
export async function findStoreRow(
  sql: Sql,
  teamId: string,
  id: string,
): Promise<StoreRow | undefined> {
  const [row] = await sql<Row>(`${SELECT} and r.lifecycle <> 'deleted' and r.resource_id = $2`, [
    teamId,
    id,
  ]);
  return row && rowOf(row);
}

/** The id of a resource in use that is named within its installation, by its own id or the provider's. */
export async function findStoreWithin(
  sql: Sql,
  teamId: string,
  { installation, named }: { readonly installation: string; readonly named: string },
): Promise<ResourceId | undefined> {
  const [row] = await sql<{ resource_id: ResourceId }>(
    `select resource_id from resource
     where team_id = $1 and installation_id = $2 and (resource_id = $3 or external_id = $3)
       and lifecycle in ('provisioning', 'active', 'deleting')
     order by resource_id = $3 desc limit 1`,
    [teamId, installation, named],
  );
  return row?.resource_id;
}

/** How some resources are connected, oldest first. */
export function listStoreConnectionRows(
  sql: Sql,
  teamId: string,
  resourceIds: readonly ResourceId[],
): Promise<StoreConnectionRow[]> {
  return sql<StoreConnectionRow>(
    `select c.*, p.name as project_name from connection c
     join project p on p.team_id = c.team_id and p.project_id = c.project_id
     where c.team_id = $1 and c.resource_id = any($2) order by c.created_at, c.connection_id`,
    [teamId, resourceIds],
  );
}

/** What the secrets of some resources are called, with the prefix that each provider put on. */
export async function secretNamesOf(
  sql: Sql,
  vault: Vault,
  { teamId, resourceIds }: { readonly teamId: string; readonly resourceIds: readonly ResourceId[] },
): Promise<ReadonlyMap<ResourceId, readonly SecretName[]>> {
  const rows = await sql<{ resource_id: ResourceId; sealed: Buffer }>(
    'select resource_id, sealed from keyset where team_id = $1 and resource_id = any($2)',
    [teamId, resourceIds],
  );
  const named = rows.map(async ({ resource_id: id, sealed }) => {
    const { secrets } = await openKeyset(vault, teamId, id, sealed);
    return [id, secrets.map(({ name, prefix }): SecretName => ({ name, prefix }))] as const;
  });
  return new Map(await Promise.all(named));
}

export type SecretName = { readonly name: string; readonly prefix?: string | undefined };

function rowOf(row: Row) {
  return {
    resource: resourceOf(row),
    integrationId: row.integration_id,
    billingPlan: row.billing_plan ?? row.installation_plan,
    secrets: row.secrets ?? describeKeyset(emptyKeyset),
    connectionCount: row.connection_count,
  };
}
