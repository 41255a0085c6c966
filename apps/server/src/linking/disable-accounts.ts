import { type Actor, type DisabledReason, may } from '@kontor/core';
import type { Role } from '@kontor/protocol/vocabulary';
import type { RecordEvent } from '../people/record-event.ts';
import { linkedAccountStore } from '../postgres/linked-account-store.ts';
import type { Sql } from '../postgres/sql.ts';

type Ports = { readonly recordEvent: RecordEvent; readonly now: () => Date };
type Loss = {
  readonly sql: Sql;
  readonly teamId: string;
  readonly userId: string;
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
export async function disableAccountsOf(
  { recordEvent, now }: Ports,
  { sql, teamId, userId, actor, role }: Loss,
): Promise<void> {
  if (role !== null && may(role, 'installation:manage')) return;
  const reason: DisabledReason =
    role === null ? 'original-owner-left-the-team' : 'original-owner-role-downgraded';
  const disabled = await linkedAccountStore(sql, teamId).disableAllOf(userId, reason, now());
  for (const installation of disabled) {
    await recordEvent(sql, {
      teamId,
      type: 'installation.disabled',
      actor,
      subject: { installation },
      data: { reason },
    });
  }
}
