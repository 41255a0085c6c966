import { dayOf, type Letter } from '../mail/letter.ts';
import type { Invitation } from './invitations.ts';

type Facts = {
  readonly team: { readonly name: string };
  readonly inviter: { readonly name: string; readonly email: string };
  readonly invitation: Pick<Invitation, 'id' | 'role' | 'expiresAt'>;
  /** The host's public address. */
  readonly url: string;
};

/** What somebody is mailed who is asked into a team. */
export function invitationLetter({ team, inviter, invitation, url }: Facts): Letter {
  const { host } = new URL(url);
  return {
    subject: `${inviter.name} invites you to ${team.name}`,
    paragraphs: [
      `${inviter.name} (${inviter.email}) invites you to the team ${team.name} at ${host}, with the role ${invitation.role}.`,
      `The invitation is for this e-mail address alone, and good until ${dayOf(invitation.expiresAt)}.`,
    ],
    action: { name: 'Look at the invitation', url: invitationUrl(url, invitation.id) },
    why: 'You get this because somebody typed your address. If you do not know them, do nothing: only who follows the link joins.',
  };
}

/** The page on which an invited person joins. */
export function invitationUrl(url: string, code: string): string {
  return new URL(`/invitations/${code}`, url).href;
}
