import { type Actor, ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { Role } from '@kontor/protocol/vocabulary';
import type { TeamSummary } from '../http/principal.ts';
import { randomText } from '../ids.ts';
import { disableAccountsOf } from '../linking/disable-accounts.ts';
import type { Mailbox } from '../mail/mailbox.ts';
import type { Database } from '../postgres/database.ts';
import type { Sql } from '../postgres/sql.ts';
import { accessTokenStoreOn } from './access-token-store.ts';
import type { RecordEvent } from './record-event.ts';
import { teamNotFound } from './team-changes.ts';
import { type TeamMember, type TeamStore, teamStoreOn } from './team-store.ts';

export type MemberChangePorts = {
  readonly database: Pick<Database, 'transact'>;
  readonly recordEvent: RecordEvent;
  readonly mailbox: Mailbox;
  /** The host's public address, for links in mail. */
  readonly url: string;
  readonly now: () => Date;
  /** Makes the committed change count at once in this process. */
  readonly forget: () => void;
};

/** In which team a change of people happens, and who makes it. */
export type InTeam = { readonly team: TeamSummary; readonly actor: Actor };
type Change = InTeam & {
  readonly sql: Sql;
  readonly store: TeamStore;
  /** The platform that a team is of decides alone who owns it, also that nobody does for now. */
  readonly mayLeaveNoOwner?: true;
};

/** Runs one change of a team's people at a time, so that two cannot both take an owner for another. */
export async function changePeople<Value>(
  { database, forget }: Pick<MemberChangePorts, 'database' | 'forget'>,
  { team, actor }: InTeam,
  work: (change: Change) => Promise<Result<Value, Refusal>>,
): Promise<Result<Value, Refusal>> {
  const changed = await database.transact(async (sql) => {
    const store = teamStoreOn(sql);
    if (!(await store.lockTeam(team.id))) return teamNotFound(team.slug);
    return work({ sql, store, team, actor });
  });
  if (changed.ok) forget();
  return changed;
}

/** Adds a person who has an account, as what they are in the team from now on. */
export async function addMember(
  { recordEvent, now }: Pick<MemberChangePorts, 'recordEvent' | 'now'>,
  { sql, store, team, actor, person, role }: Change & { readonly person: Person; role: Role },
): Promise<Result<TeamMember, Refusal>> {
  const member = { ...person, role, joinedAt: now() };
  const { id: teamId } = team;
  if (!(await store.insertMember({ ...member, id: randomText(24), teamId }))) {
    return refuse(
      'already_member',
      `${person.email} is a member of this team already. Change their role instead.`,
      { userId: person.userId },
    );
  }
  await recordEvent(sql, {
    teamId,
    type: 'member.added',
    actor,
    subject: { user: person.userId },
    data: { role, before: null, after: { role } },
  });
  return ok(member);
}

export type Person = Pick<TeamMember, 'userId' | 'email' | 'name'>;

export async function findPerson(sql: Sql, email: string): Promise<Result<Person, Refusal>> {
  const [person] = await sql<Person>(
    'select "id" as "userId", "email", "name" from people."user" where "email" = $1',
    [email.toLowerCase()],
  );
  if (person) return ok(person);
  return refuse(
    'person_not_found',
    `Nobody has an account with the e-mail address ${email} here. They sign up first, or are invited to a team.`,
    { email },
  );
}

type ChangingPorts = Omit<MemberChangePorts, 'database' | 'forget'>;

/** Gives a member another role. What they are already leaves no event. */
export async function changeRole(
  ports: ChangingPorts,
  { user, role, ...change }: Change & { readonly user: string; readonly role: Role },
): Promise<Result<TeamMember, Refusal>> {
  const { sql, store, actor } = change;
  const { id: teamId } = change.team;
  const before = await store.findMember(teamId, user);
  if (!before) return memberNotFound(user);
  if (before.role === role) return ok(before);
  if (await isLastOwner(change, before)) return lastOwner(before);
  await store.updateRole(teamId, user, role);
  await disableAccountsOf(ports, { sql, team: change.team, member: before, actor, role });
  await ports.recordEvent(sql, {
    teamId,
    type: 'member.updated',
    actor,
    subject: { user },
    data: { before: { role: before.role }, after: { role } },
  });
  return ok({ ...before, role });
}

/** Takes a person out of the team. What they installed stays; what they linked waits for another owner. */
export async function removeMember(
  ports: ChangingPorts,
  { user, ...change }: Change & { readonly user: string },
): Promise<Result<null, Refusal>> {
  const { sql, store, actor } = change;
  const { id: teamId } = change.team;
  const member = await store.findMember(teamId, user);
  if (!member) return memberNotFound(user);
  if (await isLastOwner(change, member)) return lastOwner(member);
  await store.deleteMember(teamId, user);
  // who comes back makes new ones
  await accessTokenStoreOn(sql).revokeAgentsOf(teamId, user, ports.now());
  await disableAccountsOf(ports, { sql, team: change.team, member, actor, role: null });
  await ports.recordEvent(sql, {
    teamId,
    type: 'member.removed',
    actor,
    subject: { user },
    data: { role: member.role, before: { role: member.role }, after: null },
  });
  return ok(null);
}

async function isLastOwner(
  { store, team, mayLeaveNoOwner }: Change,
  { role }: TeamMember,
): Promise<boolean> {
  return !mayLeaveNoOwner && role === 'owner' && (await store.countOwners(team.id)) === 1;
}

function lastOwner({ name, userId: id }: TeamMember) {
  return refuse(
    'last_owner',
    `${name} is the last owner of this team. Make somebody else an owner first.`,
    { userId: id },
  );
}

export function memberNotFound(user: string) {
  return refuse('member_not_found', `No member of this team has the id '${user}'.`);
}
