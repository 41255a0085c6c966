import { partnerRoleOf } from '@kontor/core';
import { role } from '@kontor/protocol/vocabulary';
import type { WebhookPayload } from '@kontor/protocol/webhooks';
import type { Lookups } from '../lookups.ts';
import {
  type LoggedEvent,
  type Message,
  message,
  ofInstallation,
  type WebhookMappings,
} from '../message.ts';

type MemberRole = WebhookPayload<'marketplace.member.changed'>['role'];

/**
 * The people of a team, told of each installation. Their e-mail addresses and global ids are told to no
 * integration.
 *
 * @see spec/webhooks.md — WHK-19
 */
export const memberWebhooks: WebhookMappings = {
  'member.added': (event, look) => changed(event, look, seenRole(event.data.role)),
  'member.removed': (event, look) => changed(event, look, 'NONE'),
  'member.updated': async (event, look) => {
    const before = seenRole(roleIn(event.data.before));
    const after = seenRole(roleIn(event.data.after));
    // a provider sees fewer roles than a team has
    return before === after ? [] : changed(event, look, after);
  },
};

async function changed(
  { subject }: LoggedEvent,
  look: Lookups,
  seen: MemberRole,
): Promise<readonly Message[]> {
  const { user } = subject;
  if (user === undefined) return [];
  const installations = await look.installations();
  return installations.map((installation) =>
    message('marketplace.member.changed', {
      subject: `member:${user}`,
      installations: [installation],
      payload: (to) => ({
        ...ofInstallation(to, installation),
        memberId: to.idOf(user),
        role: seen,
      }),
    }),
  );
}

function seenRole(text: unknown): MemberRole {
  return partnerRoleOf(role.parse(text));
}

function roleIn(side: LoggedEvent['data'][string] | undefined): unknown {
  return typeof side === 'object' && side !== null && 'role' in side ? side.role : undefined;
}
