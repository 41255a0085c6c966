import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Html, html } from '../http/html.ts';
import type { Callers } from '../http/principal.ts';
import type { PersonCaller } from '../http/route.ts';
import { dayOf } from '../mail/letter.ts';
import { acceptInvitation, findInvitation, type HeldInvitation } from '../people/invitations.ts';
import { findPerson, type MemberChangePorts, type Person } from '../people/member-changes.ts';
import type { AuthAnswer } from '../people/mount-auth.ts';
import { isFromOwnPage, ownOrigins } from '../people/own-origins.ts';
import type { Sql } from '../postgres/sql.ts';
import { sendOnward, sendPage, sendRefusalPage } from './page.ts';
import { newPasswordField, sendForeignForm } from './password-field.ts';
import { fieldOf, forPerson, signInPath } from './visitor.ts';

export type InvitationPagePorts = MemberChangePorts & {
  readonly read: Sql;
  readonly callers: Pick<Callers, 'authenticate'>;
  readonly signUpInvited: (
    request: FastifyRequest,
    account: { readonly name: string; readonly email: string; readonly password: string },
  ) => Promise<AuthAnswer>;
  /** Whether people may have passwords here. */
  readonly passwords: boolean;
  /** Where a browser goes to arrive from the platform; undefined where nobody does. */
  readonly arrivePath: string | undefined;
};

/**
 * Where somebody joins who was asked into a team. The address can be handed on, and is of use to one
 * person alone: whoever is signed in as somebody else is told for whom it is.
 */
export function mountInvitationPage(app: FastifyInstance, ports: InvitationPagePorts): void {
  const origins = ownOrigins(ports.url);

  app.get('/invitations/:code', async (request, reply) => {
    const invitation = await heldBy(ports, request);
    const person = await visitorOf(ports, request);
    const ended = endOf(ports, invitation, person);
    if (ended !== undefined) return sendPage(reply, ended, 404);
    return sendInvitation(ports, reply, { invitation: present(invitation), person });
  });

  app.post(
    '/invitations/:code',
    forPerson(ports.callers, async (person, request, reply) => {
      const invitation = await heldBy(ports, request);
      const ended = endOf(ports, invitation, person);
      return ended === undefined
        ? join(ports, reply, present(invitation), person)
        : sendPage(reply, ended, 404);
    }),
  );

  app.post('/invitations/:code/account', async (request, reply) => {
    if (!isFromOwnPage(request.headers, origins)) return sendForeignForm(reply);
    const invitation = await heldBy(ports, request);
    const ended = endOf(ports, invitation, undefined);
    if (ended !== undefined) return sendPage(reply, ended, 404);
    const { email } = present(invitation);
    const name = fieldOf(request.body, 'name') ?? '';
    const password = fieldOf(request.body, 'password') ?? '';
    const answer = await ports.signUpInvited(request, { name, email, password });
    if (answer.kind === 'refused') {
      const form = { invitation: present(invitation), person: undefined, name };
      return sendInvitation(ports, reply, { ...form, wrong: answer.message }, answer.status);
    }
    for (const cookie of answer.cookies) reply.header('set-cookie', cookie);
    const person = await findPerson(ports.read, email);
    if (!person.ok) return sendRefusalPage(reply, person.error);
    return join(ports, reply, present(invitation), person.value);
  });
}

function heldBy({ read }: InvitationPagePorts, request: FastifyRequest) {
  const { code } = request.params as { readonly code: string };
  return code.includes('\0') ? undefined : findInvitation(read, code);
}

async function visitorOf({ callers }: InvitationPagePorts, request: FastifyRequest) {
  const found = await callers.authenticate(request.headers, 'GET');
  return found.ok && found.value.kind === 'person' ? found.value.person : undefined;
}

function present(invitation: HeldInvitation | undefined): HeldInvitation {
  if (invitation === undefined) throw new Error('an invitation is read that is not there');
  return invitation;
}

/** Why an invitation leads nowhere, and what to do; undefined while it is good. */
function endOf(
  { now }: InvitationPagePorts,
  invitation: HeldInvitation | undefined,
  person: PersonCaller | undefined,
) {
  const page = (title: string, body: Html) => ({ title, body });
  if (invitation === undefined) {
    return page(
      'There is no such invitation',
      html`<p>Check that all of the address was copied. If it was, the team may be gone: ask whoever invited you.</p>`,
    );
  }
  const { status, team, invitedBy, expiresAt, email } = invitation;
  const isTheirs = person?.email === email;
  if (status === 'accepted') {
    const toTeam = html`<p><a class="button" href="/t/${team.slug}">Go to ${team.name}</a></p>`;
    return page(
      'This invitation was followed already',
      html`<p>An invitation works once. Whoever followed it is in the team ${team.name}, unless they have left.</p>
${isTheirs ? toTeam : person === undefined && html`<p><a class="button" href="${signInPath(`/t/${team.slug}`)}">Sign in</a></p>`}`,
    );
  }
  if (status === 'canceled') {
    return page(
      'This invitation was taken back',
      html`<p>It was taken back, or replaced by a newer one. Look for a newer mail, or ask ${invitedBy}.</p>`,
    );
  }
  if (expiresAt <= now()) {
    return page(
      'This invitation is over',
      html`<p>It was good until ${dayOf(expiresAt)}. Ask ${invitedBy} for a new one.</p>`,
    );
  }
  return undefined;
}

type Shown = {
  readonly invitation: HeldInvitation;
  readonly person: PersonCaller | undefined;
  readonly name?: string;
  readonly wrong?: string;
};

function sendInvitation(
  ports: InvitationPagePorts,
  reply: FastifyReply,
  shown: Shown,
  status = 200,
): FastifyReply {
  const { invitation, wrong } = shown;
  const { team, role, invitedBy, expiresAt } = invitation;
  const body = html`
<p>${invitedBy} invites you to the team <b>${team.name}</b>, with the role ${role}.</p>
${wrong !== undefined && html`<p class="wrong" role="alert">${wrong}</p>`}
${wayIn(ports, shown)}
<p class="quiet">Good until ${dayOf(expiresAt)}. If you do not know ${invitedBy}, close this page: nothing has happened.</p>`;
  return sendPage(reply, { title: `Join ${team.name}`, body }, status);
}

function wayIn(ports: InvitationPagePorts, { invitation, person, name = '' }: Shown): Html {
  const { id, email, team, hasAccount } = invitation;
  const here = `/invitations/${id}`;
  if (person?.email === email) {
    return html`<form method="post" action="${here}"><button autofocus>Join ${team.name}</button></form>
<p class="quiet">You are signed in as ${email}.</p>`;
  }
  if (person !== undefined) {
    return html`<p role="alert">This invitation is for ${email}, and you are signed in as ${person.email}.</p>
<form method="post" action="/sign-out"><input type="hidden" name="next" value="${here}"><button>Sign out, and go on as ${email}</button></form>`;
  }
  const toSignIn = html`<p><a class="button" href="${signInPath(here)}">Sign in as ${email}</a></p>`;
  if (hasAccount) return toSignIn;
  return html`
${
  ports.arrivePath !== undefined &&
  html`<p><a href="${ports.arrivePath}?next=${encodeURIComponent(here)}">Continue as whom you are on the platform</a></p>`
}
${ports.passwords && accountForm(here, email, name)}`;
}

function accountForm(here: string, email: string, name: string): Html {
  return html`
<p>There is no account for ${email} here yet. Make one, and you are in.</p>
<form method="post" action="${here}/account">
<label>E-mail address
<input type="email" value="${email}" autocomplete="username" readonly>
</label>
<label>Your name
<input name="name" value="${name}" autocomplete="name" maxlength="100" required autofocus>
</label>
${newPasswordField('Password')}
<button>Make the account and join</button>
</form>`;
}

/** Whoever was quicker, or changed something meanwhile, is told by the refusal. */
async function join(
  ports: InvitationPagePorts,
  reply: FastifyReply,
  { id: code, team }: HeldInvitation,
  { userId, email, name }: Person,
): Promise<FastifyReply> {
  const joined = await acceptInvitation(ports, {
    team,
    actor: { kind: 'person', userId },
    person: { userId, email, name },
    code,
  });
  return joined.ok ? sendOnward(reply, `/t/${team.slug}`) : sendRefusalPage(reply, joined.error);
}
