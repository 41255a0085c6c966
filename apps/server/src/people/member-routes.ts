import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import { kontorEndpoints, type Member } from '@kontor/protocol/kontor';
import { type Role, userId } from '@kontor/protocol/vocabulary';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import { randomText } from '../ids.ts';
import type { Sql } from '../postgres/sql.ts';
import { type PeopleRoutesPorts, teamNotFound } from './team-routes.ts';
import { type TeamMember, type TeamStore, teamStoreOn } from './team-store.ts';

/** The people of a team. Whoever leaves takes nothing along: what they installed is the team's. */
export function memberRoutes(ports: PeopleRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.listMembers, async ({ caller }) => {
      const members = await teamStoreOn(ports.database.read).listMembers(caller.team.id);
      return ok({ status: 200, body: { members: members.map(memberView) } });
    }),
    route(kontorEndpoints.addMember, async ({ caller, body }) => {
      const added = await change(ports, caller, (sql, store) =>
        addMember(ports, { sql, store, caller, ...body }),
      );
      return added.ok ? ok({ status: 201, body: { member: memberView(added.value) } }) : added;
    }),
    route(kontorEndpoints.updateMember, async ({ caller, params, body }) => {
      const updated = await change(ports, caller, (sql, store) =>
        updateMember(ports, { sql, store, caller, user: params.user, role: body.role }),
      );
      return updated.ok
        ? ok({ status: 200, body: { member: memberView(updated.value) } })
        : updated;
    }),
    route(kontorEndpoints.removeMember, async ({ caller, params }) => {
      const removed = await change(ports, caller, (sql, store) =>
        removeMember(ports, { sql, store, caller, user: params.user }),
      );
      return removed.ok ? ok({ status: 204, body: null }) : removed;
    }),
  ];
}

/** Runs one change of a team's people at a time, so that two cannot both take an owner for another. */
async function change<Value>(
  { database, forget }: PeopleRoutesPorts,
  caller: TeamCaller,
  work: (sql: Sql, store: TeamStore) => Promise<Result<Value, Refusal>>,
): Promise<Result<Value, Refusal>> {
  const changed = await database.transact(async (sql) => {
    const store = teamStoreOn(sql);
    if (!(await store.lockTeam(caller.team.id))) return teamNotFound(caller.team.slug);
    return work(sql, store);
  });
  if (changed.ok) forget();
  return changed;
}

type Change = { readonly sql: Sql; readonly store: TeamStore; readonly caller: TeamCaller };

async function addMember(
  { recordEvent, now }: PeopleRoutesPorts,
  { sql, store, caller, email, role }: Change & { email: string; role: Role },
): Promise<Result<TeamMember, Refusal>> {
  const [person] = await sql<Pick<TeamMember, 'userId' | 'email' | 'name'>>(
    'select "id" as "userId", "email", "name" from people."user" where "email" = $1',
    [email.toLowerCase()],
  );
  if (!person) {
    return refuse(
      'person_not_found',
      `Nobody has an account with the e-mail address ${email} here. They sign up first.`,
      { email },
    );
  }
  const member = { ...person, role, joinedAt: now() };
  const { id: teamId } = caller.team;
  if (!(await store.insertMember({ ...member, id: randomText(24), teamId }))) {
    return refuse(
      'already_member',
      `${email} is a member of this team already. Change their role instead.`,
      { userId: person.userId },
    );
  }
  await recordEvent(sql, {
    teamId,
    type: 'member.added',
    actor: caller.actor,
    subject: { user: person.userId },
    data: { role },
  });
  return ok(member);
}

async function updateMember(
  { recordEvent }: PeopleRoutesPorts,
  { sql, store, caller, user, role }: Change & { user: string; role: Role },
): Promise<Result<TeamMember, Refusal>> {
  const { id: teamId } = caller.team;
  const before = await store.findMember(teamId, user);
  if (!before) return memberNotFound(user);
  if (before.role === role) return ok(before);
  if (await isLastOwner(store, teamId, before)) return lastOwner(before);
  await store.updateRole(teamId, user, role);
  await recordEvent(sql, {
    teamId,
    type: 'member.updated',
    actor: caller.actor,
    subject: { user },
    data: { before: { role: before.role }, after: { role } },
  });
  return ok({ ...before, role });
}

async function removeMember(
  { recordEvent }: PeopleRoutesPorts,
  { sql, store, caller, user }: Change & { user: string },
): Promise<Result<null, Refusal>> {
  const { id: teamId } = caller.team;
  const member = await store.findMember(teamId, user);
  if (!member) return memberNotFound(user);
  if (await isLastOwner(store, teamId, member)) return lastOwner(member);
  await store.deleteMember(teamId, user);
  await recordEvent(sql, {
    teamId,
    type: 'member.removed',
    actor: caller.actor,
    subject: { user },
    data: { role: member.role },
  });
  return ok(null);
}

async function isLastOwner(store: TeamStore, teamId: string, { role }: TeamMember) {
  return role === 'owner' && (await store.countOwners(teamId)) === 1;
}

function lastOwner({ name, userId: id }: TeamMember) {
  return refuse(
    'last_owner',
    `${name} is the last owner of this team. Make somebody else an owner first.`,
    { userId: id },
  );
}

function memberNotFound(user: string) {
  return refuse('member_not_found', `No member of this team has the id '${user}'.`);
}

function memberView(member: TeamMember): Member {
  return {
    userId: userId.parse(member.userId),
    email: member.email,
    name: member.name,
    role: member.role,
    joinedAt: member.joinedAt.toISOString(),
  };
}
