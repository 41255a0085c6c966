import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { html } from '../http/html.ts';
import type { AuthAnswer } from '../people/mount-auth.ts';
import { isFromOwnPage, ownOrigins } from '../people/own-origins.ts';
import type { PasswordResets } from '../people/password-resets.ts';
import { sendPage } from './page.ts';
import { newPasswordField, sendForeignForm } from './password-field.ts';
import { fieldOf } from './visitor.ts';

export type PasswordPagesPorts = {
  readonly passwordResets: Pick<PasswordResets, 'mail'>;
  readonly sendsMail: boolean;
  /** The host's public address. */
  readonly url: string;
  /** Whether people may have passwords here. */
  readonly passwords: boolean;
  /** Counts one more try from there, and answers whether it is not one too many. */
  readonly mayAsk: (request: FastifyRequest) => Promise<boolean>;
  readonly resetPassword: (
    request: FastifyRequest,
    reset: { readonly token: string; readonly newPassword: string },
  ) => Promise<AuthAnswer>;
  readonly onError: (error: unknown) => void;
};

/** The way back in for who has forgotten a password. */
export function mountPasswordPages(app: FastifyInstance, ports: PasswordPagesPorts): void {
  if (!ports.passwords) return;
  const origins = ownOrigins(ports.url);

  app.get('/forgot-password', (_request, reply) => sendForgotten(ports, reply));

  app.post('/forgot-password', async (request, reply) => {
    if (!isFromOwnPage(request.headers, origins)) return sendForeignForm(reply);
    if (!ports.sendsMail) return sendForgotten(ports, reply);
    if (!(await ports.mayAsk(request))) return sendTooMany(reply);
    const email = fieldOf(request.body, 'email') ?? '';
    // beside the answer, which so comes as quickly whether there is such an account or not
    ports.passwordResets.mail(email).catch(ports.onError);
    return sendPage(reply, {
      title: 'Look for a mail',
      body: html`<p>If there is an account with a password for ${email} here, a mail with a link is on its way. It works once, within an hour.</p>
<p>Nothing came? Look among unwanted mail, or <a href="/forgot-password">try another address</a>.</p>`,
    });
  });

  app.get('/reset-password', (request, reply) =>
    sendReset(reply, fieldOf(request.query, 'token') ?? ''),
  );

  app.post('/reset-password', async (request, reply) => {
    if (!isFromOwnPage(request.headers, origins)) return sendForeignForm(reply);
    const token = fieldOf(request.body, 'token') ?? '';
    const newPassword = fieldOf(request.body, 'password') ?? '';
    const answer = await ports.resetPassword(request, { token, newPassword });
    if (answer.kind === 'refused') {
      return answer.reason === 'INVALID_TOKEN'
        ? sendEndedLink(reply)
        : sendReset(reply, token, answer);
    }
    return sendPage(reply, {
      title: 'Your password is set',
      body: html`<p>Whoever was signed in with your account is signed out. Sign in with the new password.</p>
<p><a class="button" href="/sign-in">Sign in</a></p>`,
    });
  });
}

function sendForgotten({ sendsMail }: PasswordPagesPorts, reply: FastifyReply): FastifyReply {
  const title = 'Forgotten password';
  if (!sendsMail) {
    return sendPage(reply, {
      title,
      body: html`<p>This host sends no mail. Ask whoever runs it: an operator can make a link for you, by which you set another password.</p>
<p><a href="/sign-in">Back to signing in</a></p>`,
    });
  }
  return sendPage(reply, {
    title,
    body: html`
<form method="post" action="/forgot-password">
<label>E-mail address
<input type="email" name="email" autocomplete="username" required autofocus>
</label>
<button>Mail me a link</button>
</form>
<p><a href="/sign-in">Back to signing in</a></p>`,
  });
}

type Wrong = { readonly status: number; readonly message: string };

function sendReset(reply: FastifyReply, token: string, wrong?: Wrong): FastifyReply {
  if (token === '') return sendEndedLink(reply);
  const body = html`
${wrong !== undefined && html`<p class="wrong" role="alert">${wrong.message}</p>`}
<form method="post" action="/reset-password">
<input type="hidden" name="token" value="${token}">
${newPasswordField('New password')}
<button>Set the password</button>
</form>`;
  return sendPage(reply, { title: 'Set another password', body }, wrong?.status ?? 200);
}

function sendEndedLink(reply: FastifyReply): FastifyReply {
  return sendPage(
    reply,
    {
      title: 'This link is over',
      body: html`<p>It was used already, is older than an hour, or was not copied whole.</p>
<p><a class="button" href="/forgot-password">Ask for another one</a></p>`,
    },
    404,
  );
}

function sendTooMany(reply: FastifyReply): FastifyReply {
  const body = html`<p>There were too many attempts. Try again in a minute.</p>`;
  return sendPage(reply, { title: 'Not now', body }, 429);
}
