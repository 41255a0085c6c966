import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { TeamSummary } from '../http/principal.ts';
import type { ServiceCaller } from '../http/route.ts';
import { teamStoreOn } from '../people/team-store.ts';
import type { Sql } from '../postgres/sql.ts';

/** The team that a service means by an id of its own. Another service's teams are not found. */
export async function provisionedTeam(
  sql: Sql,
  { serviceId }: Pick<ServiceCaller, 'serviceId'>,
  externalTeam: string,
): Promise<Result<TeamSummary, Refusal>> {
  const [row] = await sql<{ team_id: string }>(
    `select team_id from service_team
     where service_id = $1 and external_id = $2 and removed_at is null`,
    [serviceId, externalTeam],
  );
  const team = row && (await teamStoreOn(sql).findTeam(row.team_id));
  if (team) return ok(team);
  return refuse(
    'team_not_found',
    `There is no team '${externalTeam}' of this service. Put it first.`,
    { externalTeam },
  );
}

/**
 * Where accounts of a service's people are kept: with the identity provider's where the service knows
 * people by the same ids, else apart.
 */
export function accountsOf({ serviceId, signsPeopleIn }: ServiceCaller): string {
  return signsPeopleIn ? IDENTITY_PROVIDER : serviceId;
}

/** What accounts are kept under that the platform's identity provider vouches for. */
export const IDENTITY_PROVIDER = 'platform';
