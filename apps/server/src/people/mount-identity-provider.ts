import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { html } from '../http/html.ts';
import { ownPath } from '../pages/own-path.ts';
import { sendPage } from '../pages/page.ts';
import type { Sql } from '../postgres/sql.ts';
import { IDENTITY_PROVIDER } from '../services/provisioned.ts';
import { type ArrivalPorts, noteArrival } from './arrival.ts';
import { AUTH_PATH, CLIENT_ADDRESS_HEADER } from './auth.ts';
import {
  ARRIVE_PATH,
  CALLBACK_PATH,
  type IdentityProvider,
  REFUSED_PATH,
} from './identity-provider.ts';
import type { Sessions } from './sessions.ts';

export type MountIdentityProviderPorts = Omit<ArrivalPorts, 'settings'> & {
  readonly identityProvider: IdentityProvider;
  readonly sessions: Sessions;
  readonly read: Sql;
  /** The host's public address. */
  readonly url: string;
};

/** The way of people who are signed in at the platform: there, back, and on to where they wanted. */
export function mountIdentityProvider(
  app: FastifyInstance,
  ports: MountIdentityProviderPorts,
): void {
  const { identityProvider, url } = ports;

  app.get(ARRIVE_PATH, async (request, reply) => {
    const handler = await identityProvider.handler();
    if (handler === undefined) return sendUnreachable(reply);
    const { next } = request.query as { readonly next?: unknown };
    const callbackURL = ownPath(typeof next === 'string' ? next : undefined);
    const body = { provider: IDENTITY_PROVIDER, callbackURL, errorCallbackURL: REFUSED_PATH };
    const headers = headersFor(request, url);
    headers.set('content-type', 'application/json');
    const address = new URL(`${AUTH_PATH}/sign-in/social`, url);
    const answer = await handler(
      new Request(address, { method: 'POST', headers, body: JSON.stringify(body) }),
    );
    if (!answer.ok) return sendRefused(reply, answer.status === 429 ? 'too_many_attempts' : '');
    const { url: there } = (await answer.json()) as { readonly url: string };
    return passOn(reply, answer, there);
  });

  app.get(CALLBACK_PATH, async (request, reply) => {
    const handler = await identityProvider.handler();
    if (handler === undefined) return sendUnreachable(reply);
    const address = new URL(request.url, url);
    const answer = await handler(new Request(address, { headers: headersFor(request, url) }));
    await noteWhoArrived(ports, answer);
    return passOn(reply, answer, answer.headers.get('location') ?? REFUSED_PATH);
  });

  app.get(REFUSED_PATH, (request, reply) => {
    const { error } = request.query as { readonly error?: unknown };
    return sendRefused(reply, typeof error === 'string' ? error : '');
  });
}

/** Cookies with which somebody arrived say who it is, as they will with the next request. */
async function noteWhoArrived(ports: MountIdentityProviderPorts, answer: Response): Promise<void> {
  const cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  if (ports.sessions.cookieOf({ cookie }) === undefined) return;
  const person = await ports.sessions.personOf({ cookie });
  if (person === undefined) return;
  await noteArrival({ ...ports, settings: ports.identityProvider.settings }, ports.read, person);
}

function passOn(reply: FastifyReply, { headers }: Response, location: string): FastifyReply {
  for (const cookie of headers.getSetCookie()) reply.header('set-cookie', cookie);
  return reply.header('cache-control', 'no-store').redirect(location, 302);
}

function headersFor({ headers: { cookie }, ip }: FastifyRequest, url: string): Headers {
  const headers = new Headers({ [CLIENT_ADDRESS_HEADER]: ip, origin: new URL(url).origin });
  if (cookie !== undefined) headers.set('cookie', cookie);
  return headers;
}

function sendUnreachable(reply: FastifyReply): FastifyReply {
  const body = html`<p>The platform that signs people in does not answer. Try again in a moment.</p>`;
  return sendPage(reply, { title: 'Signing in is not possible now', body }, 502);
}

/** What is said to somebody who came back without being let in. */
const REASONS: Readonly<Record<string, string>> = {
  account_not_linked:
    'Somebody else has an account here with your e-mail address. Ask an operator of this host to settle it.',
  access_denied: 'You did not agree to be signed in here.',
  email_not_found: 'The platform did not tell an e-mail address of yours.',
  too_many_attempts: 'There were too many attempts. Try again in a minute.',
};

function sendRefused(reply: FastifyReply, error: string): FastifyReply {
  const reason = REASONS[error] ?? 'The way here was interrupted, or took too long.';
  const body = html`<p>${reason}</p><p><a href="${ARRIVE_PATH}">Try again</a></p>`;
  return sendPage(reply, { title: 'You are not signed in', body }, 403);
}
