import { actionsIn, ok, type Refusal, type Result } from '@kontor/core';
import { type RestMember, restEndpoints } from '@kontor/protocol/rest';
import type { Role, TeamRole } from '@kontor/protocol/vocabulary';
import { actorOf, forbidden } from '../http/authorise.ts';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import {
  acceptInvitation,
  type Invitation,
  invitationNotFound,
  invite,
  listInvitations,
  onlyPeopleInvite,
  withdrawInvitation,
} from '../people/invitations.ts';
import {
  changePeople,
  changeRole,
  memberNotFound,
  removeMember,
} from '../people/member-changes.ts';
import type { PeopleRoutesPorts } from '../people/team-routes.ts';
import { type Slice, type TeamMember, teamStoreOn } from '../people/team-store.ts';
import { paginationOf } from './pagination.ts';
import { requireRole, roleNamed, teamRoleOf } from './team-roles.ts';

/** The people of a team, as clients of the protocol know them. @see spec/platform-api.md §4.3 */
export function restMemberRoutes(ports: PeopleRoutesPorts): readonly Route[] {
  const { database, now } = ports;
  return [
    route(restEndpoints.listRestMembers, async ({ caller, query }) => {
      const { id } = caller.team;
      const role = query.role && roleNamed(query.role);
      // every member reaches every project, so nobody is outside one or could be added to it
      const asksOutsiders = query.excludeProject ?? query.eligibleMembersForProjectId;
      const isNobody = asksOutsiders !== undefined || (query.role && role === undefined);
      const slice = isNobody
        ? nobody
        : await teamStoreOn(database.read).sliceOfMembers(id, { ...query, role });
      // the id of an invitation is its code, so only those see it who may hand it out
      const invitations = managesMembers(caller) ? await listInvitations(database.read, id) : [];
      const pagination = paginationOf(slice, query, ({ joinedAt }) => joinedAt);
      return ok({
        status: 200,
        body: {
          members: slice.entries.map(restMemberOf),
          emailInviteCodes: invitations.map((each) => inviteCodeOf(each, now())),
          pagination: { ...pagination, hasNext: pagination.next !== null },
        },
      });
    }),
    route(restEndpoints.inviteRestMember, async ({ caller, body }) => {
      const invited = await inviteAll(ports, caller, Array.isArray(body) ? body : [body]);
      return invited.ok ? ok({ status: 200, body: invitedView(invited.value) }) : invited;
    }),
    route(restEndpoints.deleteRestInvitation, async ({ caller, params: { invitation } }) => {
      const withdrawn = await withdrawInvitation(ports, { ...caller, invitation });
      return withdrawn.ok ? ok({ status: 200, body: { id: invitation } }) : withdrawn;
    }),
    route(restEndpoints.joinRestTeam, async ({ caller, params, body }) => {
      const team = await teamStoreOn(database.read).findTeam(params.team);
      // whoever was not invited is not told which teams there are
      if (team === undefined) return invitationNotFound();
      const joined = await acceptInvitation(ports, {
        team,
        actor: actorOf(caller),
        person: caller,
        code: body.inviteCode,
      });
      if (!joined.ok) return joined;
      const { id: teamId, slug, name } = team;
      return ok({ status: 200, body: { teamId, slug, name, from: 'mail' } });
    }),
    route(restEndpoints.updateRestMember, async ({ caller, params: { user }, body }) => {
      const { team } = caller;
      if (body.role === undefined) {
        const member = await teamStoreOn(database.read).findMember(team.id, user);
        return member ? ok({ status: 200, body: { id: team.id } }) : memberNotFound(user);
      }
      const role = requireRole(body.role);
      if (!role.ok) return role;
      const changed = await changePeople(ports, caller, (change) =>
        changeRole(ports, { ...change, user, role: role.value }),
      );
      return changed.ok ? ok({ status: 200, body: { id: team.id } }) : changed;
    }),
    route(restEndpoints.removeRestMember, async ({ caller, params: { user } }) => {
      const isLeaving = caller.person?.userId === user;
      if (!isLeaving && !managesMembers(caller))
        return forbidden('member:manage', caller.grant.role);
      const removed = await changePeople(ports, caller, (change) =>
        removeMember(ports, { ...change, user }),
      );
      return removed.ok ? ok({ status: 200, body: { id: caller.team.id } }) : removed;
    }),
  ];
}

const nobody: Slice<TeamMember> = { entries: [], total: 0 };

function managesMembers({ grant }: TeamCaller): boolean {
  return actionsIn(grant).includes('member:manage');
}

type Asked = { readonly email: string; readonly role: TeamRole };

/** An invitation names who asks, so a machine cannot make one. */
async function inviteAll(
  ports: PeopleRoutesPorts,
  caller: TeamCaller,
  asked: readonly Asked[],
): Promise<Result<readonly Invitation[], Refusal>> {
  if (caller.person === null) return onlyPeopleInvite();
  const wishes: { email: string; role: Role }[] = [];
  for (const { email, role: named } of asked) {
    const role = requireRole(named);
    if (!role.ok) return role;
    wishes.push({ email, role: role.value });
  }
  return invite(ports, { ...caller, inviter: caller.person, wishes });
}

/** Clients read the first; whoever invites several at once finds the rest beside it. */
function invitedView(invitations: readonly Invitation[]) {
  const views = invitations.map(({ id, email, role }) => ({
    email,
    role: teamRoleOf(role),
    inviteCode: id,
  }));
  const [first, ...others] = views;
  if (first === undefined) throw new Error('nobody was invited');
  return { ...first, uid: first.inviteCode, username: first.email, others };
}

function restMemberOf({ userId, email, name, role, joinedAt }: TeamMember): RestMember {
  const named = teamRoleOf(role);
  return {
    uid: userId,
    email,
    username: email,
    name,
    role: named,
    teamRoles: [named],
    confirmed: true,
    createdAt: joinedAt.getTime(),
  };
}

function inviteCodeOf({ id, email, role, createdAt, expiresAt }: Invitation, now: Date) {
  return {
    id,
    email,
    role: teamRoleOf(role),
    createdAt: createdAt.getTime(),
    isDSyncUser: false as const,
    ...(expiresAt <= now && { expired: true as const }),
  };
}
