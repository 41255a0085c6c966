import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { html } from '../http/html.ts';
import type { AuthAnswer } from '../people/mount-auth.ts';
import { isFromOwnPage, ownOrigins } from '../people/own-origins.ts';
import { ownPath } from './own-path.ts';
import { sendOnward, sendPage } from './page.ts';
import { newPasswordField, sendForeignForm } from './password-field.ts';
import { fieldOf, signInPath } from './visitor.ts';

export type SignUpPagePorts = {
  /** The host's public address. */
  readonly url: string;
  /** Whether people may have passwords here. */
  readonly passwords: boolean;
  /** Whether somebody who was not invited may make an account now. */
  readonly maySignUp: () => Promise<boolean>;
  readonly signUp: (
    request: FastifyRequest,
    account: { readonly name: string; readonly email: string; readonly password: string },
  ) => Promise<AuthAnswer>;
};

/** Where somebody makes an account whom nobody has invited, on a host that lets them. */
export function mountSignUp(app: FastifyInstance, ports: SignUpPagePorts): void {
  if (!ports.passwords) return;
  const origins = ownOrigins(ports.url);

  app.get('/sign-up', async (request, reply) => {
    const next = ownPath(fieldOf(request.query, 'next'));
    return (await ports.maySignUp()) ? sendForm(reply, { next }) : sendClosed(reply, next);
  });

  app.post('/sign-up', async (request, reply) => {
    if (!isFromOwnPage(request.headers, origins)) return sendForeignForm(reply);
    const next = ownPath(fieldOf(request.body, 'next'));
    const name = fieldOf(request.body, 'name') ?? '';
    const email = fieldOf(request.body, 'email') ?? '';
    const password = fieldOf(request.body, 'password') ?? '';
    const answer = await ports.signUp(request, { name, email, password });
    if (answer.kind === 'refused') {
      if (!(await ports.maySignUp())) return sendClosed(reply, next);
      return sendForm(reply, { next, name, email, wrong: answer.message }, answer.status);
    }
    for (const cookie of answer.cookies) reply.header('set-cookie', cookie);
    return sendOnward(reply, next);
  });
}

/** Where somebody makes an account who is then taken to `next`. */
export function signUpPath(next: string): string {
  return `/sign-up?next=${encodeURIComponent(next)}`;
}

type Form = {
  readonly next: string;
  readonly name?: string;
  readonly email?: string;
  readonly wrong?: string;
};

function sendForm(
  reply: FastifyReply,
  { next, name = '', email = '', wrong }: Form,
  status = 200,
): FastifyReply {
  const body = html`
${wrong !== undefined && html`<p class="wrong" role="alert">${wrong}</p>`}
<form method="post" action="/sign-up">
<input type="hidden" name="next" value="${next}">
<label>Your name
<input name="name" value="${name}" autocomplete="name" maxlength="100" required autofocus>
</label>
<label>E-mail address
<input type="email" name="email" value="${email}" autocomplete="username" required>
</label>
${newPasswordField('Password')}
<button>Make the account</button>
</form>
<p>You have one already? <a href="${signInPath(next)}">Sign in</a></p>`;
  return sendPage(reply, { title: 'Make an account', body }, status);
}

function sendClosed(reply: FastifyReply, next: string): FastifyReply {
  const body = html`<p>People come into this host by invitation. Ask a member of a team to invite you: the invitation leads to an account.</p>
<p><a class="button" href="${signInPath(next)}">Sign in</a></p>`;
  return sendPage(reply, { title: 'Accounts are made by invitation', body }, 403);
}
