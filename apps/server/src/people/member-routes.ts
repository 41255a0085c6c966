import { ok, partnerRoleOf } from '@kontor/core';
import { kontorEndpoints, type Member } from '@kontor/protocol/kontor';
import { userId } from '@kontor/protocol/vocabulary';
import { type Route, route } from '../http/route.ts';
import { addMember, changePeople, changeRole, findPerson, removeMember } from './member-changes.ts';
import type { PeopleRoutesPorts } from './team-routes.ts';
import { type TeamMember, teamStoreOn } from './team-store.ts';

/** The people of a team. Whoever leaves takes nothing along: what they installed is the team's. */
export function memberRoutes(ports: PeopleRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.listMembers, async ({ caller }) => {
      const members = await teamStoreOn(ports.database.read).listMembers(caller.team.id);
      return ok({ status: 200, body: { members: members.map(memberView) } });
    }),
    route(kontorEndpoints.addMember, async ({ caller, body }) => {
      const added = await changePeople(ports, caller, async (change) => {
        const found = await findPerson(change.sql, body.email);
        if (!found.ok) return found;
        return addMember(ports, { ...change, person: found.value, role: body.role });
      });
      return added.ok ? ok({ status: 201, body: { member: memberView(added.value) } }) : added;
    }),
    route(kontorEndpoints.updateMember, async ({ caller, params, body }) => {
      const updated = await changePeople(ports, caller, (change) =>
        changeRole(ports, { ...change, user: params.user, role: body.role }),
      );
      return updated.ok
        ? ok({ status: 200, body: { member: memberView(updated.value) } })
        : updated;
    }),
    route(kontorEndpoints.removeMember, async ({ caller, params }) => {
      const removed = await changePeople(ports, caller, (change) =>
        removeMember(ports, { ...change, user: params.user }),
      );
      return removed.ok ? ok({ status: 204, body: null }) : removed;
    }),
  ];
}

function memberView(member: TeamMember): Member {
  return {
    userId: userId.parse(member.userId),
    email: member.email,
    name: member.name,
    role: member.role,
    partnerRole: partnerRoleOf(member.role),
    joinedAt: member.joinedAt.toISOString(),
  };
}
