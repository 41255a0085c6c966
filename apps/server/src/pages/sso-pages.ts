import { type SsoContext, ssoContext } from '@kontor/protocol/vocabulary';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { html } from '../http/html.ts';
import type { Callers } from '../http/principal.ts';
import type { PersonCaller } from '../http/route.ts';
import type { BeginSignOn } from '../sso/begin-sign-on.ts';
import { sendPage, sendRefusalPage } from './page.ts';
import { fieldOf, forPerson } from './visitor.ts';

export type SsoPagesPorts = {
  readonly callers: Pick<Callers, 'authenticate' | 'membership'>;
  /** Which team and integration an installation is of. */
  readonly placeOf: (
    installationId: string,
  ) => Promise<{ readonly teamId: string; readonly integrationSlug: string } | undefined>;
  readonly beginSignOn: BeginSignOn;
};

type Wanted = {
  readonly installationId: string;
  /** What else the address says of it, if it says so. */
  readonly integrationSlug?: string | undefined;
  readonly team?: string | undefined;
};

/**
 * The addresses that providers and programs send browsers to. Whoever is not signed in here signs in
 * first; whoever has no part in the installation learns nothing of it.
 *
 * @see spec/sso.md — SSO-16, SSO-17; spec/platform-api.md §5
 */
export function mountSsoPages(app: FastifyInstance, ports: SsoPagesPorts): void {
  const byProvider = forPerson(ports.callers, (person, request, reply) => {
    const { slug, installationId } = request.params as Record<string, string>;
    return takeThere(
      ports,
      { person, request, reply },
      { integrationSlug: slug, installationId: installationId ?? '' },
    );
  });
  const byProgram = forPerson(ports.callers, (person, request, reply) => {
    const installationId = fieldOf(request.query, 'integrationConfigurationId') ?? '';
    const team = fieldOf(request.query, 'teamId');
    return takeThere(ports, { person, request, reply }, { installationId, team });
  });
  for (const base of ['', '/api']) {
    app.get(`${base}/sso/integrations/:slug/:installationId`, byProvider);
    app.get(`${base}/marketplace/sso`, byProgram);
  }
}

type Visit = {
  readonly person: PersonCaller;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

async function takeThere(
  { callers, placeOf, beginSignOn }: SsoPagesPorts,
  { person, request, reply }: Visit,
  { installationId, integrationSlug, team }: Wanted,
): Promise<FastifyReply> {
  const place = await placeOf(installationId);
  const membership = place && (await callers.membership(person.userId, place.teamId));
  const isMeant =
    [undefined, place?.integrationSlug].includes(integrationSlug) &&
    [undefined, membership?.team.id, membership?.team.slug].includes(team);
  if (membership === undefined || !isMeant) return sendNotYours(reply, person, request.url);
  const begun = await beginSignOn({
    teamId: membership.team.id,
    userId: person.userId,
    tokenId: person.tokenId,
    installationId,
    context: contextIn(request.query),
    isStrict: false,
  });
  if (!begun.ok) return sendRefusalPage(reply, begun.error);
  return reply
    .headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    .redirect(begun.value.url, 302);
}

/** What the protocol has of a query; the rest, and what cannot be read, is not passed on. */
function contextIn(query: unknown): SsoContext {
  const entries = Object.entries(ssoContext.shape).flatMap(([name, schema]) => {
    const parsed = schema.safeParse(fieldOf(query, name));
    return parsed.success && parsed.data !== undefined ? [[name, parsed.data]] : [];
  });
  return ssoContext.parse(Object.fromEntries(entries));
}

/** Somebody signed in as the wrong one of their persons gets another try. */
function sendNotYours(reply: FastifyReply, { email }: PersonCaller, next: string): FastifyReply {
  const body = html`
<p>There is no such installation in a team of yours. You are signed in as ${email}.</p>
<form method="post" action="/sign-out">
<input type="hidden" name="next" value="${next}">
<button>Sign in as somebody else</button>
</form>`;
  return sendPage(reply, { title: 'This is not here', body }, 404);
}
