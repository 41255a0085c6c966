import { type Actor, type DisabledReason, disabledLifetimeMs, may } from '@kontor/core';
import type { InstallationId, Role } from '@kontor/protocol/vocabulary';
import type { TeamSummary } from '../http/principal.ts';
import type { Mailbox } from '../mail/mailbox.ts';
import type { RecordEvent } from '../people/record-event.ts';
import { type TeamMember, teamStoreOn } from '../people/team-store.ts';
import { linkedAccountStore } from '../postgres/linked-account-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { accountDisabledLetter } from './account-disabled-letter.ts';

type Ports = {
  readonly recordEvent: RecordEvent;
  readonly mailbox: Mailbox;
  readonly url: string;
  readonly now: () => Date;
};
type Loss = {
  readonly sql: Sql;
  readonly team: TeamSummary;
  readonly member: TeamMember;
  readonly actor: Actor;
  /** What the member is now; null for one who has left. */
  readonly role: Role | null;
};

/**
 * Disables the linked accounts of a member who may not manage installations any more: nobody here
 * answers for them. In the transaction that took it from the member.
 *
 * @see spec/partner-api.md §13.4
 */
export async function disableAccountsOf(ports: Ports, loss: Loss): Promise<void> {
  const { sql, actor, role, member } = loss;
  const { id: teamId } = loss.team;
  if (role !== null && may(role, 'installation:manage')) return;
  const reason: DisabledReason =
    role === null ? 'original-owner-left-the-team' : 'original-owner-role-downgraded';
  const store = linkedAccountStore(sql, teamId);
  const disabled = await store.disableAllOf(member.userId, reason, ports.now());
  for (const installation of disabled) {
    await ports.recordEvent(sql, {
      teamId,
      type: 'installation.disabled',
      actor,
      subject: { installation },
      data: { reason },
    });
    await tellTeam(ports, loss, installation);
  }
}

/** Mailed at once, in a team of any size; the events tell everybody. */
const TOLD_AT_MOST = 50;

/** Tells those who can take the account over. */
async function tellTeam(
  { mailbox, url, now }: Ports,
  { sql, team, member, role }: Loss,
  installation: InstallationId,
): Promise<void> {
  if (!mailbox.isOn) return;
  const [integration] = await sql<{ name: string; slug: string }>(
    `select g.name, g.slug from installation i join integration g using (integration_id)
     where i.team_id = $1 and i.installation_id = $2`,
    [team.id, installation],
  );
  if (integration === undefined) throw new Error(`${installation} is of no integration`);
  const removedAt = new Date(now().getTime() + disabledLifetimeMs);
  const hasLeft = role === null;
  const letter = accountDisabledLetter({ team, member, hasLeft, integration, removedAt, url });
  const others = (await teamStoreOn(sql).listMembers(team.id)).filter(
    (each) => each.userId !== member.userId && may(each.role, 'installation:manage'),
  );
  for (const { email: to } of others.slice(0, TOLD_AT_MOST)) {
    const about = `${installation} disabled`;
    await mailbox.post(sql, { kind: 'account-disabled', about, to, letter, uselessAt: removedAt });
  }
}
