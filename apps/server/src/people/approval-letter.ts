import { dayOf, type Letter } from '../mail/letter.ts';

type Facts = {
  readonly agent: string;
  readonly team: string;
  readonly expiresAt: Date;
  /** The page on which somebody decides. */
  readonly url: string;
};

/** What the person of an agent is mailed when it waits for their word. What it wants stands on the page. */
export function approvalLetter({ agent, team, expiresAt, url }: Facts): Letter {
  return {
    subject: `${agent} waits for your approval in ${team}`,
    paragraphs: [
      `Your agent ${agent} wants to do something for you in the team ${team} that it may not do by itself.`,
      `Nothing is done until you approve it. It waits until ${dayOf(expiresAt)}.`,
    ],
    action: { name: 'Look at it, and approve or refuse', url },
    why: 'You get this because you let this agent act for you. To end that, revoke its token.',
  };
}
