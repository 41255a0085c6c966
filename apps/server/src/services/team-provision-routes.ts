import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import { kontorEndpoints, type ProvisionedTeam } from '@kontor/protocol/kontor';
import { teamId } from '@kontor/protocol/vocabulary';
import type { TeamSummary } from '../http/principal.ts';
import { type Route, route, type ServiceCaller } from '../http/route.ts';
import { mintId, randomText } from '../ids.ts';
import { deleteTeam } from '../people/delete-team.ts';
import { updateTeam } from '../people/team-changes.ts';
import type { PeopleRoutesPorts } from '../people/team-routes.ts';
import { teamStoreOn } from '../people/team-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { provisionedTeam } from './provisioned.ts';

/** Teams that a platform makes for its customers, by ids of its own. */
export function teamProvisionRoutes(ports: PeopleRoutesPorts): readonly Route[] {
  const { database, forget } = ports;
  const { read } = database;
  return [
    route(kontorEndpoints.listProvisionedTeams, async ({ caller, query }) => {
      const teams = await read<TeamSummary & { externalId: string }>(
        `select t.external_id as "externalId", o."id", o."slug", o."name" from service_team t
         join people.organization o on o."id" = t.team_id
         where t.service_id = $1 and t.removed_at is null and t.external_id > $2
         order by t.external_id limit $3`,
        [caller.serviceId, query.after ?? '', query.limit],
      );
      return ok({
        status: 200,
        body: { teams: teams.map((each) => viewOf(each.externalId, each)) },
      });
    }),
    route(kontorEndpoints.putProvisionedTeam, async ({ caller, params, body }) => {
      const { externalTeam } = params;
      const made = await makeTeam(ports, caller, { ...body, externalTeam });
      if (!made.ok) return made;
      forget();
      if (made.value) {
        return ok({ status: 201, body: { team: viewOf(externalTeam, made.value) } });
      }
      const found = await provisionedTeam(read, caller, externalTeam);
      if (!found.ok) return found;
      const change = { ...body, team: found.value, actor: caller.actor };
      const updated = await updateTeam(ports, change);
      if (!updated.ok) return updated;
      forget();
      return ok({ status: 200, body: { team: viewOf(externalTeam, updated.value) } });
    }),
    route(kontorEndpoints.deleteProvisionedTeam, async ({ caller, params }) => {
      const found = await provisionedTeam(read, caller, params.externalTeam);
      if (!found.ok) return found;
      const deleted = await deleteTeam(ports, { team: found.value, actor: caller.actor });
      return deleted.ok ? ok({ status: 204, body: null }) : deleted;
    }),
  ];
}

type Wanted = {
  readonly externalTeam: string;
  readonly name: string;
  readonly slug?: string | undefined;
};

/** Makes the team that an id names, or answers null because it is there. Of two at once, one makes it. */
function makeTeam(
  { database, recordEvent, now }: PeopleRoutesPorts,
  { serviceId, actor }: ServiceCaller,
  { externalTeam, name, slug }: Wanted,
): Promise<Result<TeamSummary | null, Refusal>> {
  const createdAt = now();
  const id = mintId('team', createdAt);
  return database.transact(async (sql) => {
    const named = await sql(
      `insert into service_team (service_id, external_id, team_id, created_at)
       values ($1, $2, $3, $4)
       on conflict (service_id, external_id) where removed_at is null do nothing returning 1`,
      [serviceId, externalTeam, id, createdAt],
    );
    if (named.length === 0) return ok(null);
    const team = await insertTeam(sql, { id, name, slug, createdAt });
    if (!team.ok) return team;
    await recordEvent(sql, {
      teamId: id,
      type: 'team.created',
      actor,
      subject: { team: id },
      data: { name, slug: team.value.slug },
    });
    return team;
  });
}

async function insertTeam(
  sql: Sql,
  { slug, ...rest }: Omit<TeamSummary, 'slug'> & Pick<Wanted, 'slug'>,
): Promise<Result<TeamSummary, Refusal>> {
  for (const each of slug === undefined ? slugsFor(rest.name) : [slug]) {
    const team = { ...rest, slug: each };
    if (await teamStoreOn(sql).insertTeam(team)) return ok(team);
  }
  return refuse('slug_taken', `Another team has the slug '${slug}'. Choose another one.`, { slug });
}

/** Slugs to try for a name: as it is, then with something behind that nobody else has. */
function slugsFor(name: string): readonly string[] {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 48)
    .replaceAll(/^-+|-+$/g, '');
  const base = plain === '' ? 'team' : plain;
  return [base, `${base}-2`, `${base}-3`, `${base}-${randomText(8).toLowerCase()}`];
}

function viewOf(
  externalId: string,
  team: Pick<TeamSummary, 'id' | 'slug' | 'name'>,
): ProvisionedTeam {
  return { externalId, id: teamId.parse(team.id), slug: team.slug, name: team.name };
}
