import type { CustomClaims } from '@kontor/protocol/platform';
import type { ExternalResourceId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';
import type { Place } from './place.ts';

/** Keeps what a provider wants in the tokens of a resource, in place of what it wanted before. */
export async function saveCustomClaims(
  sql: Sql,
  { teamId, installationId }: Place,
  externalId: ExternalResourceId,
  claims: CustomClaims,
): Promise<void> {
  await sql(
    `insert into custom_claims (team_id, resource_id, claims, updated_at)
     select team_id, resource_id, $4, now() from resource
     where team_id = $1 and installation_id = $2 and external_id = $3
       and lifecycle in ('active', 'deleting')
     on conflict (team_id, resource_id) do update
       set claims = excluded.claims, updated_at = excluded.updated_at`,
    [teamId, installationId, externalId, claims],
  );
}

export async function findCustomClaims(
  sql: Sql,
  teamId: string,
  resourceId: string,
): Promise<CustomClaims | undefined> {
  const [row] = await sql<{ claims: CustomClaims }>(
    'select claims from custom_claims where team_id = $1 and resource_id = $2',
    [teamId, resourceId],
  );
  return row?.claims;
}
