import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import { type Role, role } from '@kontor/protocol/vocabulary';
import type { TeamSummary } from '../http/principal.ts';
import { randomText } from '../ids.ts';
import { mailQueueOn } from '../postgres/mail-queue.ts';
import type { Sql } from '../postgres/sql.ts';
import { invitationLetter } from './invitation-letter.ts';
import {
  addMember,
  changePeople,
  type InTeam,
  type MemberChangePorts,
  type Person,
} from './member-changes.ts';
import { type TeamMember, teamStoreOn } from './team-store.ts';

/** Somebody who was asked into a team. The id is the code that they come in with. */
export type Invitation = {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

const LIVES_MS = 7 * 24 * 60 * 60 * 1000;

type Wish = { readonly email: string; readonly role: Role };
type Inviting = InTeam & {
  readonly inviter: { readonly userId: string; readonly email: string; readonly name: string };
  readonly wishes: readonly Wish[];
};

/**
 * Asks people into a team, all or none of them. Asking somebody again replaces what they were asked
 * before. They are mailed the link where this host sends mail; elsewhere whoever asks hands it over.
 */
export function invite(
  ports: MemberChangePorts,
  { team, actor, inviter, wishes }: Inviting,
): Promise<Result<readonly Invitation[], Refusal>> {
  return changePeople(ports, { team, actor }, async ({ sql, store }) => {
    const members = await store.listMembers(team.id);
    const invited: Invitation[] = [];
    for (const { role, email: written } of wishes) {
      const email = written.toLowerCase();
      if (members.some((member) => member.email === email)) return alreadyMember(email);
      const createdAt = ports.now();
      const expiresAt = new Date(createdAt.getTime() + LIVES_MS);
      const invitation = { id: randomText(32), email, role, createdAt, expiresAt };
      await replaceInvitation(sql, team.id, { ...invitation, inviterId: inviter.userId });
      await ports.recordEvent(sql, {
        teamId: team.id,
        type: 'member.invited',
        actor,
        subject: { team: team.id },
        data: { email, role },
      });
      await ports.mailbox.post(sql, {
        kind: 'invitation',
        about: invitation.id,
        to: email,
        letter: invitationLetter({ team, inviter, invitation, url: ports.url }),
        uselessAt: expiresAt,
      });
      invited.push(invitation);
    }
    return ok(invited);
  });
}

export function onlyPeopleInvite() {
  return refuse('forbidden', 'Only a person invites people: sign in, or send a personal token.');
}

/** Takes an invitation back that nobody has followed yet. */
export function withdrawInvitation(
  ports: MemberChangePorts,
  { team, actor, invitation: id }: InTeam & { readonly invitation: string },
): Promise<Result<null, Refusal>> {
  return changePeople(ports, { team, actor }, async ({ sql }) => {
    const found = await endInvitation(sql, { teamId: team.id, id, as: 'canceled' });
    if (found === undefined) return invitationNotFound();
    await mailQueueOn(sql).withdraw(id);
    await ports.recordEvent(sql, {
      teamId: team.id,
      type: 'member.invitation-withdrawn',
      actor,
      subject: { team: team.id },
      data: { email: found.email },
    });
    return ok(null);
  });
}

/**
 * Follows an invitation: the code must be live, and made for the person's own e-mail address. A
 * code counts once.
 */
export function acceptInvitation(
  ports: MemberChangePorts,
  { team, actor, person, code }: InTeam & { readonly person: Person; readonly code: string },
): Promise<Result<TeamMember, Refusal>> {
  return changePeople(ports, { team, actor }, async (change) => {
    const { sql } = change;
    const ended = await endInvitation(sql, { teamId: team.id, id: code, as: 'accepted' });
    if (ended === undefined || ended.email !== person.email) return invitationNotFound();
    if (ended.expiresAt <= ports.now()) return expired(ended.expiresAt);
    return addMember(ports, { ...change, person, role: ended.role });
  });
}

/** Who was asked into a team and has not come yet, and by whom, newest first. */
export async function listInvitations(
  sql: Sql,
  teamId: string,
): Promise<readonly (Invitation & { readonly invitedBy: string })[]> {
  const rows = await sql<Row & { readonly invitedBy: string }>(
    `select i."id", i."email", i."role", i."createdAt", i."expiresAt", u."name" as "invitedBy"
     from people.invitation i join people."user" u on u."id" = i."inviterId"
     where i."organizationId" = $1 and i."status" = 'pending' order by i."createdAt" desc, i."id"`,
    [teamId],
  );
  return rows.map((row) => ({ ...row, ...read(row) }));
}

/** An invitation as the person sees it who holds the code, also one that has ended. */
export type HeldInvitation = Invitation & {
  readonly status: 'pending' | 'accepted' | 'canceled';
  readonly team: TeamSummary;
  readonly invitedBy: string;
  /** Whether somebody has an account here with the address that was invited. */
  readonly hasAccount: boolean;
};

/** Whoever knows the code was told it by mail or by hand, so it may be seen without an account. */
export async function findInvitation(sql: Sql, code: string): Promise<HeldInvitation | undefined> {
  const [row] = await sql<Row & Omit<HeldInvitation, keyof Invitation | 'team'> & { team: string }>(
    `select i."id", i."email", i."role", i."createdAt", i."expiresAt", i."status",
       i."organizationId" as team, u."name" as "invitedBy",
       exists (select from people."user" a where a."email" = i."email") as "hasAccount"
     from people.invitation i join people."user" u on u."id" = i."inviterId" where i."id" = $1`,
    [code],
  );
  if (row === undefined) return undefined;
  const team = await teamStoreOn(sql).findTeam(row.team);
  return team && { ...row, ...read(row), team };
}

type Row = Omit<Invitation, 'role'> & { readonly role: string };

function read(row: Row): Invitation {
  return { ...row, role: role.parse(row.role) };
}

async function replaceInvitation(
  sql: Sql,
  teamId: string,
  invitation: Invitation & { readonly inviterId: string },
): Promise<void> {
  const { id, email, role, createdAt, expiresAt, inviterId } = invitation;
  const former = await sql<{ id: string }>(
    `update people.invitation set "status" = 'canceled'
     where "organizationId" = $1 and "email" = $2 and "status" = 'pending' returning "id"`,
    [teamId, email],
  );
  for (const each of former) await mailQueueOn(sql).withdraw(each.id);
  await sql(
    `insert into people.invitation
       ("id", "organizationId", "email", "role", "status", "expiresAt", "createdAt", "inviterId")
     values ($1, $2, $3, $4, 'pending', $5, $6, $7)`,
    [id, teamId, email, role, expiresAt, createdAt, inviterId],
  );
}

/** Ends a pending invitation, once, and answers what it was. */
async function endInvitation(
  sql: Sql,
  { teamId, id, as }: { teamId: string; id: string; as: 'accepted' | 'canceled' },
): Promise<Invitation | undefined> {
  const [row] = await sql<Row>(
    `update people.invitation set "status" = $3
     where "organizationId" = $1 and "id" = $2 and "status" = 'pending'
     returning "id", "email", "role", "createdAt", "expiresAt"`,
    [teamId, id, as],
  );
  return row && read(row);
}

function alreadyMember(email: string) {
  return refuse('already_member', `${email} is a member of this team already.`, { email });
}

/** Also the answer to a code that was made for somebody else, so that codes cannot be tried out. */
export function invitationNotFound() {
  return refuse(
    'invitation_not_found',
    'There is no such invitation for you: it was followed or taken back, or made for another e-mail address. Ask for a new one.',
  );
}

function expired(at: Date) {
  return refuse(
    'invitation_not_found',
    `The invitation was good until ${at.toISOString()}. Ask for a new one.`,
  );
}
