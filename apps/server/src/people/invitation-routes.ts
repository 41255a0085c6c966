import { ok } from '@kontor/core';
import { type Invitation as InvitationView, kontorEndpoints } from '@kontor/protocol/kontor';
import { type Route, route } from '../http/route.ts';
import { mailQueueOn } from '../postgres/mail-queue.ts';
import { invitationUrl } from './invitation-letter.ts';
import {
  type Invitation,
  invite,
  listInvitations,
  onlyPeopleInvite,
  withdrawInvitation,
} from './invitations.ts';
import type { PeopleRoutesPorts } from './team-routes.ts';

/** Asking people into a team who may have no account here yet. */
export function invitationRoutes(ports: PeopleRoutesPorts): readonly Route[] {
  const { database, mailbox, url, now } = ports;
  const viewOf = (
    invitation: Invitation & { readonly invitedBy: string },
    mail: InvitationView['mail'] | undefined,
  ): InvitationView => ({
    id: invitation.id,
    email: invitation.email,
    role: invitation.role,
    invitedBy: invitation.invitedBy,
    createdAt: invitation.createdAt.toISOString(),
    expiresAt: invitation.expiresAt.toISOString(),
    isExpired: invitation.expiresAt <= now(),
    url: invitationUrl(url, invitation.id),
    mail: mail ?? 'off',
  });
  return [
    route(kontorEndpoints.listInvitations, async ({ caller }) => {
      const found = await listInvitations(database.read, caller.team.id);
      const mails = await mailQueueOn(database.read).statesOf(found.map(({ id }) => id));
      const invitations = found.map((each) => viewOf(each, mails.get(each.id)));
      return ok({ status: 200, body: { invitations } });
    }),
    route(kontorEndpoints.createInvitation, async ({ caller, body }) => {
      const { person: inviter } = caller;
      if (inviter === null) return onlyPeopleInvite();
      const invited = await invite(ports, { ...caller, inviter, wishes: [body] });
      if (!invited.ok) return invited;
      const [made] = invited.value;
      if (made === undefined) throw new Error('nobody was invited');
      const mail = mailbox.isOn ? 'waiting' : 'off';
      const invitation = viewOf({ ...made, invitedBy: inviter.name }, mail);
      return ok({ status: 201, body: { invitation } });
    }),
    route(kontorEndpoints.deleteInvitation, async ({ caller, params: { invitation } }) => {
      const withdrawn = await withdrawInvitation(ports, { ...caller, invitation });
      return withdrawn.ok ? ok({ status: 204, body: null }) : withdrawn;
    }),
  ];
}
