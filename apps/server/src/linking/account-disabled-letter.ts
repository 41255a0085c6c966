import type { Letter } from '../mail/letter.ts';
import { dayOf } from '../mail/letter.ts';

type Facts = {
  readonly team: { readonly name: string; readonly slug: string };
  readonly member: { readonly name: string };
  /** Otherwise their role does not allow it any more. */
  readonly hasLeft: boolean;
  readonly integration: { readonly name: string; readonly slug: string };
  readonly removedAt: Date;
  /** The host's public address. */
  readonly url: string;
};

/** What the team is mailed when nobody answers for a linked account any more. @see spec/partner-api.md §13.4 */
export function accountDisabledLetter(facts: Facts): Letter {
  const { team, member, hasLeft, integration, removedAt, url } = facts;
  const address = new URL(`/integrations/${encodeURIComponent(integration.slug)}/new`, url);
  address.searchParams.set('team', team.slug);
  const because = hasLeft
    ? 'has left the team'
    : 'has a role now that does not allow to manage installations';
  return {
    subject: `${integration.name} does not work in ${team.name} any more`,
    paragraphs: [
      `${member.name} had linked the account of ${team.name} at ${integration.name}, and ${because}. The linked account is disabled: ${integration.name} reaches nothing of the team here.`,
      `Whoever may manage installations can take it over. If nobody does until ${dayOf(removedAt)}, it is removed.`,
    ],
    action: { name: 'Take it over', url: address.href },
    why: `You get this because you may manage installations of ${team.name} at ${new URL(url).host}.`,
  };
}
