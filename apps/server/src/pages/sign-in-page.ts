import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { html } from '../http/html.ts';
import type { Callers } from '../http/principal.ts';
import type { AuthAnswer } from '../people/mount-auth.ts';
import { isFromOwnPage, ownOrigins } from '../people/own-origins.ts';
import { ownPath } from './own-path.ts';
import { sendOnward, sendPage } from './page.ts';
import { signUpPath } from './sign-up-page.ts';
import { fieldOf, signInPath } from './visitor.ts';

export type SignInPagePorts = {
  readonly callers: Pick<Callers, 'authenticate'>;
  /** The host's public address. */
  readonly url: string;
  readonly signIn: (
    request: FastifyRequest,
    credentials: { readonly email: string; readonly password: string },
  ) => Promise<AuthAnswer>;
  readonly signOut: (request: FastifyRequest) => Promise<AuthAnswer>;
  /** Whether people may have passwords here. */
  readonly passwords: boolean;
  /** Where a browser goes to arrive from the platform; undefined where nobody does. */
  readonly arrivePath: string | undefined;
  /** Whether somebody who was not invited may make an account now. */
  readonly maySignUp: () => Promise<boolean>;
};

/** Signing in and out with a browser. Whoever is signed in already is taken on at once, unless it is to be anew. */
export function mountSignIn(app: FastifyInstance, ports: SignInPagePorts): void {
  const origins = ownOrigins(ports.url);
  if (ports.passwords) servePasskeyScript(app);
  const sendForm = async (reply: FastifyReply, form: Form, status?: number) =>
    sendSignIn(reply, { ...ports, ...form, mayMake: await ports.maySignUp() }, status);
  const isOwn = (request: FastifyRequest) => isFromOwnPage(request.headers, origins);

  app.get('/sign-in', async (request, reply) => {
    const next = ownPath(fieldOf(request.query, 'next'));
    const found = await ports.callers.authenticate(request.headers, 'GET');
    if (!found.ok || found.value.kind !== 'person') return sendForm(reply, { next });
    const isAnew = fieldOf(request.query, 'anew') === '1';
    return isAnew
      ? sendForm(reply, { next, email: found.value.person.email })
      : reply.redirect(next, 302);
  });

  app.post('/sign-in', async (request, reply) => {
    const next = ownPath(fieldOf(request.body, 'next'));
    const email = fieldOf(request.body, 'email') ?? '';
    const password = fieldOf(request.body, 'password') ?? '';
    // otherwise another page could sign somebody in as somebody else
    if (!isOwn(request)) return sendForm(reply, { next, ...foreign }, 403);
    const answer = await ports.signIn(request, { email, password });
    if (answer.kind === 'refused') {
      return sendForm(reply, { next, email, wrong: answer.message }, answer.status);
    }
    for (const cookie of answer.cookies) reply.header('set-cookie', cookie);
    return sendOnward(reply, next);
  });

  app.post('/sign-out', async (request, reply) => {
    const next = ownPath(fieldOf(request.body, 'next'));
    if (!isOwn(request)) return sendForm(reply, { next, ...foreign }, 403);
    const answer = await ports.signOut(request);
    if (answer.kind === 'refused') return sendStillSignedIn(reply, { next, ...answer });
    for (const cookie of answer.cookies) reply.header('set-cookie', cookie);
    return sendOnward(reply, signInPath(next));
  });
}

/** The page for signing in would take whoever is signed in on to where they came from, as if nothing had been. */
function sendStillSignedIn(
  reply: FastifyReply,
  { next, message, status }: { next: string; message: string; status: number },
): FastifyReply {
  const body = html`
<p class="wrong" role="alert">${message}</p>
<form method="post" action="/sign-out">
<input type="hidden" name="next" value="${next}">
<button>Try again</button>
</form>`;
  return sendPage(reply, { title: 'You are still signed in', body }, status);
}

const PASSKEY_SCRIPT = '/sign-in/passkey.js';

function servePasskeyScript(app: FastifyInstance): void {
  const file = new URL('passkey.js', import.meta.url);
  app.get(PASSKEY_SCRIPT, async (_request, reply) =>
    reply
      .header('content-type', 'text/javascript; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(await readFile(file)),
  );
}

const foreign = { wrong: 'This form did not come from this page. Please fill it in here.' };

type Form = { readonly next: string; readonly email?: string; readonly wrong?: string };
type Ways = Pick<SignInPagePorts, 'passwords' | 'arrivePath'> & { readonly mayMake: boolean };

function sendSignIn(
  reply: FastifyReply,
  { wrong, arrivePath, passwords, ...form }: Form & Ways,
  status = 200,
): FastifyReply {
  const body = html`
${wrong !== undefined && html`<p class="wrong" role="alert">${wrong}</p>`}
${
  arrivePath !== undefined &&
  html`<p><a href="${arrivePath}?next=${encodeURIComponent(form.next)}">Continue as whom you are on the platform</a></p>`
}
${passwords && passwordForm(form)}
${passwords && noAccountYet(form)}`;
  const script = passwords ? { script: PASSKEY_SCRIPT } : {};
  return sendPage(reply, { title: 'Sign in', body, ...script }, status);
}

function passwordForm({ next, email = '' }: Form) {
  return html`
<form method="post" action="/sign-in">
<input type="hidden" name="next" value="${next}">
<label>E-mail address
<input type="email" name="email" value="${email}" autocomplete="username webauthn" required ${email === '' && html`autofocus`}>
</label>
<label>Password
<input type="password" name="password" autocomplete="current-password" required ${email !== '' && html`autofocus`}>
</label>
<button>Sign in</button>
</form>
<div id="passkey" hidden>
<button type="button" class="plain">Use a passkey</button>
<p class="wrong" role="alert"></p>
</div>
<p><a href="/forgot-password">Forgotten the password?</a></p>`;
}

function noAccountYet({ next, mayMake }: Form & Pick<Ways, 'mayMake'>) {
  return mayMake
    ? html`<p>No account yet? <a href="${signUpPath(next)}">Make one</a></p>`
    : html`<p class="quiet">No account yet? A member of a team can invite you.</p>`;
}
