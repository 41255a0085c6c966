import {
  isSignInFresh,
  judgeOpenidRequest,
  type OpenidParameters,
  type OpenidRefusal,
  type OpenidRequest,
} from '@kontor/core';
import { exchangesPerMinute } from '@kontor/protocol/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { html } from '../http/html.ts';
import type { Callers } from '../http/principal.ts';
import { countCall, type RateLimits } from '../http/rate-limit.ts';
import type { PersonCaller } from '../http/route.ts';
import { OPENID_PATHS } from '../oidc/mount-oidc.ts';
import type { OpenidClient, OpenidGrantWanted, SignOnChoice } from '../sso/openid-grant.ts';
import { openidParameters } from '../sso/openid-parameters.ts';
import { sendPage, sendRefusalPage } from './page.ts';
import { isWhole, signInPath } from './visitor.ts';

export type OpenidPagePorts = {
  /** Undefined where the operator has switched limits off. */
  readonly rateLimits?: RateLimits | undefined;
  readonly callers: Pick<Callers, 'authenticate' | 'now'>;
  /** What the tokens of the host name as their issuer; clients compare it. */
  readonly issuer: string;
  readonly findClient: (clientId: string) => Promise<OpenidClient | undefined>;
  readonly choicesOf: (
    userId: string,
    integration: OpenidClient['id'],
  ) => Promise<readonly SignOnChoice[]>;
  /** Answers the code. */
  readonly grantOpenid: (wanted: OpenidGrantWanted) => Promise<string>;
};

const LIMITED = { id: 'openidAuthorize', rateLimit: exchangesPerMinute } as const;

/** Where a client of OpenID Connect wants a browser sent back to. */
type Return = { readonly client: OpenidClient; readonly redirectUri: string };
type Visit = {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly parameters: OpenidParameters;
};

/**
 * The address that clients of OpenID Connect send browsers to. Until it is sure that the client is one
 * of ours and may have the browser back, what is wrong is told to the person and nobody else.
 *
 * @see spec/sso.md — SSO-18 to SSO-20
 */
export function mountOpenidPage(app: FastifyInstance, ports: OpenidPagePorts): void {
  app.get(OPENID_PATHS.authorize, async (request, reply) => {
    const tooOften = await countCall(ports.rateLimits, LIMITED, { request, reply, caller: null });
    if (tooOften !== undefined) {
      reply.header('retry-after', String(tooOften.facts?.retryAfterSeconds));
      return sendRefusalPage(reply, tooOften);
    }
    const parameters = openidParameters(request.query);
    const { given } = parameters;
    const clientId = request.url.includes('%00') ? undefined : given.get('client_id');
    const client = clientId && (await ports.findClient(clientId));
    if (!client) return sendWrong(reply, 'client_id names no integration of this host.');
    const redirectUri = given.get('redirect_uri');
    if (redirectUri === undefined || !client.redirectUris.includes(redirectUri)) {
      const message = `redirect_uri is not an address that ${client.name} has registered here.`;
      return sendWrong(reply, message);
    }
    return answerClient(ports, { request, reply, parameters }, { client, redirectUri });
  });
  // the session comes along only with the browser's next step (OpenID Connect Core §3.1.2.1)
  app.post(OPENID_PATHS.authorize, async (request, reply) =>
    reply.redirect(addressWith(openidParameters(request.body).given), 303),
  );
}

async function answerClient(
  ports: OpenidPagePorts,
  visit: Visit,
  to: Return,
): Promise<FastifyReply> {
  const { request, reply, parameters } = visit;
  const refuse = (refusal: OpenidRefusal) => sendBack(ports, visit, to, refused(refusal));
  const judged = judgeOpenidRequest(parameters);
  if (!judged.ok) return refuse(judged.error);
  const found = await ports.callers.authenticate(request.headers, 'GET');
  if (!found.ok || found.value.kind !== 'person' || !isWhole(found.value.person)) {
    if (judged.value.asks === 'never') return refuse(notSignedIn);
    return reply.redirect(signInPath(request.url), 302);
  }
  const { person } = found.value;
  const now = ports.callers.now();
  const when = { signedInAt: person.signedInAt ?? null, sentAt: sentAtIn(parameters), now };
  if (!isSignInFresh(judged.value, when)) {
    if (judged.value.asks === 'never') return refuse(notFresh);
    const back = new Map(parameters.given).set(SENT_AT, String(Math.floor(now.getTime() / 1000)));
    return reply.redirect(signInPath(addressWith(back), 'anew'), 302);
  }
  const wanted = parameters.given.get('installation_id');
  const choices = (await ports.choicesOf(person.userId, to.client.id)).filter(
    ({ installationId }) => wanted === undefined || installationId === wanted,
  );
  const [choice] = choices;
  if (choice === undefined) return refuse(noMember);
  if (mustAsk(judged.value, choices)) {
    if (judged.value.asks === 'never') return refuse(severalTeams);
    return sendChoice(visit, { choices, person, client: to.client });
  }
  const code = await ports.grantOpenid({ ...to, request: judged.value, person, choice });
  return sendBack(ports, visit, to, { code });
}

/** Comes back with whoever was sent to sign in anew: when that was, in seconds since 1970. */
const SENT_AT = 'kontor_sent_at';

function sentAtIn({ given }: OpenidParameters): Date | null {
  const text = given.get(SENT_AT) ?? '';
  return /^\d{1,11}$/.test(text) ? new Date(Number(text) * 1000) : null;
}

function mustAsk({ asks }: OpenidRequest, choices: readonly SignOnChoice[]): boolean {
  return choices.length > 1 || asks === 'always';
}

function refused({ error, description }: OpenidRefusal) {
  return { error, error_description: description };
}

const notSignedIn = {
  error: 'login_required',
  description: 'Nobody is signed in here.',
} as const satisfies OpenidRefusal;
const notFresh = {
  error: 'login_required',
  description: 'The person did not sign in as lately as is asked for.',
} as const satisfies OpenidRefusal;
const severalTeams = {
  error: 'account_selection_required',
  description: 'The person has to choose for which team they sign on.',
} as const satisfies OpenidRefusal;
const noMember = {
  error: 'access_denied',
  description: 'The person is in no team that has this installed.',
} as const satisfies OpenidRefusal;

/** @see RFC 6749 §4.1.2, RFC 9207 */
function sendBack(
  { issuer }: OpenidPagePorts,
  { reply, parameters }: Visit,
  { redirectUri }: Return,
  answer: Readonly<Record<string, string>>,
): FastifyReply {
  const url = new URL(redirectUri);
  const state = parameters.repeated.includes('state') ? undefined : parameters.given.get('state');
  for (const [name, value] of Object.entries({ ...answer, state, iss: issuer })) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return reply
    .headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    .redirect(url.href, 302);
}

type Choice = {
  readonly choices: readonly SignOnChoice[];
  readonly person: PersonCaller;
  readonly client: OpenidClient;
};

/** Links and no form: the way on leads to the client, which no form of the host's pages may go to. */
function sendChoice(
  { request, reply, parameters }: Visit,
  { choices, person, client }: Choice,
): FastifyReply {
  const address = (installationId: string) => {
    const chosen = new Map(parameters.given).set('installation_id', installationId);
    // who signed in anew was asked already, and what a client wants of the sign-in stays
    const anew = (chosen.get('prompt') ?? '').split(' ').includes('login');
    if (anew) chosen.set('prompt', 'login');
    else chosen.delete('prompt');
    return addressWith(chosen);
  };
  const body = html`
<p>You are signed in as ${person.email}. For which team do you go on to ${client.name}?</p>
${choices.map(
  ({ installationId, teamName }) =>
    html`<p><a class="button" href="${address(installationId)}">${teamName}</a></p>`,
)}
<form method="post" action="/sign-out">
<input type="hidden" name="next" value="${request.url}">
<button class="plain">Sign in as somebody else</button>
</form>`;
  return sendPage(reply, { title: `Sign on to ${client.name}`, body });
}

function addressWith(given: OpenidParameters['given']): string {
  return `${OPENID_PATHS.authorize}?${new URLSearchParams([...given])}`;
}

function sendWrong(reply: FastifyReply, message: string): FastifyReply {
  const body = html`<p>${message} The provider that sent you here has to mend this.</p>`;
  return sendPage(reply, { title: 'This cannot be done', body }, 400);
}
