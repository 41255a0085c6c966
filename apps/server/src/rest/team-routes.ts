import { ok, type Refusal, type Result } from '@kontor/core';
import { type RestTeam, restEndpoints } from '@kontor/protocol/rest';
import { actorOf } from '../http/authorise.ts';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import { deleteTeam } from '../people/delete-team.ts';
import { createTeam, teamNotFound, updateTeam } from '../people/team-changes.ts';
import { teamPlan } from '../people/team-plan.ts';
import type { PeopleRoutesPorts } from '../people/team-routes.ts';
import { type JoinedTeam, type TeamDetails, teamStoreOn } from '../people/team-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { paginationOf } from './pagination.ts';
import { teamRoleOf } from './team-roles.ts';

/** Teams as clients of the protocol know them. @see spec/platform-api.md §4.3 */
export function restTeamRoutes(ports: PeopleRoutesPorts): readonly Route[] {
  const { database, forget } = ports;
  return [
    route(restEndpoints.listRestTeams, async ({ caller, query }) => {
      const slice = await teamStoreOn(database.read).sliceOfTeams(caller.userId, {
        ...query,
        only: caller.limits?.teamId,
      });
      const teams = slice.entries.map(({ team, ...joined }) =>
        restTeamOf(team, { ...joined, userId: caller.userId }),
      );
      const pagination = paginationOf(slice, query, ({ team }) => team.createdAt);
      return ok({ status: 200, body: { teams, pagination } });
    }),
    route(restEndpoints.getRestTeam, async ({ caller }) => {
      const shown = await shownTo(database.read, caller);
      return shown.ok ? ok({ status: 200, body: shown.value }) : shown;
    }),
    route(restEndpoints.createRestTeam, async ({ caller, body: { slug, name = slug } }) => {
      const created = await createTeam(
        ports,
        { userId: caller.userId, actor: actorOf(caller) },
        { slug, name },
      );
      if (!created.ok) return created;
      forget();
      return ok({ status: 200, body: { id: created.value.id, slug } });
    }),
    route(restEndpoints.updateRestTeam, async ({ caller, body }) => {
      const updated = await updateTeam(ports, { ...body, team: caller.team, actor: caller.actor });
      if (!updated.ok) return updated;
      forget();
      const shown = await shownTo(database.read, caller);
      return shown.ok ? ok({ status: 200, body: shown.value }) : shown;
    }),
    route(restEndpoints.deleteRestTeam, async ({ caller, query }) => {
      const deleted = await deleteTeam(ports, caller);
      if (!deleted.ok) return deleted;
      // which team is somebody's first follows from when they joined, and cannot be chosen
      const wished = query.newDefaultTeamId === undefined ? {} : { newDefaultTeamIdError: true };
      return ok({ status: 200, body: { id: caller.team.id, ...wished } });
    }),
  ];
}

async function shownTo(sql: Sql, caller: TeamCaller): Promise<Result<RestTeam, Refusal>> {
  const store = teamStoreOn(sql);
  const details = await store.findDetails(caller.team.id);
  if (details === undefined) return teamNotFound(caller.team.slug);
  const member = caller.person && (await store.findMember(details.id, caller.person.userId));
  return ok(restTeamOf(details, member ?? undefined));
}

type Joined = Pick<JoinedTeam, 'role' | 'joinedAt'> & { readonly userId: string };

function restTeamOf(team: TeamDetails, joined: Joined | undefined): RestTeam {
  return {
    id: team.id,
    slug: team.slug,
    name: team.name,
    avatar: null,
    description: team.description,
    billing: { plan: teamPlan },
    creatorId: team.creatorId,
    stagingPrefix: '',
    createdAt: team.createdAt.getTime(),
    updatedAt: team.updatedAt.getTime(),
    ...(joined && { membership: membershipOf(team.id, joined) }),
  };
}

function membershipOf(teamId: string, { role, joinedAt, userId }: Joined) {
  const at = joinedAt.getTime();
  const named = teamRoleOf(role);
  return {
    role: named,
    teamRoles: [named],
    confirmed: true as const,
    created: at,
    createdAt: at,
    uid: userId,
    teamId,
  };
}
