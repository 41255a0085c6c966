import { followed, type TextsAbout, within, word } from './text.ts';

export const teamTexts: TextsAbout<
  'team' | 'member' | 'token' | 'transfer' | 'webhook' | 'test-clock' | 'approval' | 'sso'
> = {
  'team.created': 'The team was created',
  'team.updated': ({ after }) => followed('The team was changed', within(after, 'name')),
  'team.deleted': 'The team was deleted',
  'team.suspended': ({ reason }) => followed('The team was suspended', reason),
  'team.resumed': 'The team may go on',
  'team.billing-details-changed': 'Whom invoices are addressed to was changed',
  'member.invited': ({ email, role }) =>
    `${word(email) ?? 'Somebody'} was invited${as(word(role))}`,
  'member.invitation-withdrawn': ({ email }) => followed('An invitation was withdrawn', email),
  'member.added': ({ role }) => `A person joined the team${as(word(role))}`,
  'member.updated': ({ before, after }) => {
    const [from, to] = [within(before, 'role'), within(after, 'role')];
    return from === undefined || to === undefined
      ? 'A member got another role'
      : `A member who was ${from} is ${to} now`;
  },
  'member.removed': 'A person left the team',
  'token.created': 'A token was made',
  'token.revoked': 'A token was ended',
  'token.delegated': 'A platform got a token to act for a member',
  'transfer.declined': 'A transfer was declined',
  'transfer.withdrawn': 'A transfer was called off',
  'webhook.created': 'A webhook was added',
  'webhook.removed': 'A webhook was removed',
  'webhook.redelivered': ({ deliveries }) =>
    word(deliveries) === undefined
      ? 'A webhook was sent again'
      : `Webhooks were sent again: ${word(deliveries)} of them`,
  'webhook.redelivery-stopped': 'Sending webhooks again was stopped',
  'test-clock.created': 'The team was put on a test clock',
  'test-clock.advanced': ({ to }) => followed('The test clock was moved on', to),
  'test-clock.removed': 'The team was put back on the real time',
  'approval.asked': ({ agent }) => followed('An agent asked for approval', agent),
  'approval.approved': 'What an agent asked for was approved',
  'approval.refused': ({ reason }) => followed('What an agent asked for was refused', reason),
  'approval.ended': 'What an agent asked for was not decided in time, or is no longer there',
  'sso.begun': 'Somebody went to a provider, signed on from here',
  'sso.exchanged': 'A provider signed somebody on from here',
};

function as(role: string | undefined): string {
  return role === undefined ? '' : ` as ${role}`;
}
