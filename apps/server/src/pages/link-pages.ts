import { may, type Refusal, type Result, scopeTexts } from '@kontor/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { teamSuspended } from '../http/authorise.ts';
import { type Html, html } from '../http/html.ts';
import type { Callers } from '../http/principal.ts';
import type { PersonCaller } from '../http/route.ts';
import type { LinkAccount, Linkable } from '../linking/link-account.ts';
import { LINKED_PATH } from '../linking/redirect-url.ts';
import type { Membership } from '../people/team-store.ts';
import { sendOnward, sendPage, sendRefusalPage } from './page.ts';
import { fieldOf, forPerson } from './visitor.ts';

export type LinkPagesPorts = {
  readonly callers: Pick<Callers, 'authenticate' | 'membership'>;
  readonly findLinkable: (integration: string) => Promise<Result<Linkable, Refusal>>;
  readonly teamsOf: (userId: string) => Promise<readonly Membership[]>;
  readonly projectsOf: (
    teamId: string,
  ) => Promise<readonly { readonly id: string; readonly name: string }[]>;
  readonly linkAccount: LinkAccount;
};

/** What a caller sends along, and finds again in the address that it began with. */
const CARRIED = ['state', 'source', 'currentProjectId', 'external-id'] as const;
const SOURCES = ['external', 'marketplace', 'deploy-button'] as const;

/**
 * Linking an account that a team has at a provider: a person says for which team, and sees what the
 * provider asks for, before anything is linked.
 *
 * @see spec/partner-api.md §13.1
 */
export function mountLinkPages(app: FastifyInstance, ports: LinkPagesPorts): void {
  app.get(
    '/integrations/:slug/new',
    forPerson(ports.callers, async (person, request, reply) => {
      const found = await ports.findLinkable(slugIn(request));
      if (!found.ok) return sendRefusalPage(reply, found.error);
      const teams = await teamsFor(ports, person, fieldOf(request.query, 'team'));
      const visit = { integration: found.value, request, teams };
      const [only] = teams;
      return only !== undefined && teams.length === 1
        ? sendConsent(ports, reply, { ...visit, team: only.team })
        : sendChoice(reply, visit);
    }),
  );
  app.post(
    '/integrations/:slug/new',
    forPerson(ports.callers, async (person, request, reply) => {
      const field = (name: string) => fieldOf(request.body, name);
      const membership = await ports.callers.membership(person.userId, field('team') ?? '');
      if (!membership || !may(membership.role, 'installation:manage')) return sendNoTeam(reply);
      const { suspension } = membership.team;
      if (suspension) return sendRefusalPage(reply, teamSuspended(suspension).error);
      const linked = await ports.linkAccount({
        teamId: membership.team.id,
        userId: person.userId,
        actor: { kind: 'person', userId: person.userId },
        integration: slugIn(request),
        scopes: (field('scopes') ?? '').split(' ').filter((scope) => scope !== ''),
        projects: field('selection') === 'selected' ? selectedIn(request.body) : null,
        source: SOURCES.find((source) => source === field('source')) ?? 'external',
        state: field('state'),
        currentProjectId: field('currentProjectId'),
        externalId: field('external-id'),
      });
      if (!linked.ok) return sendRefusalPage(reply, linked.error);
      return sendOnward(reply, linked.value.url);
    }),
  );
  app.get(LINKED_PATH, async (_request, reply) =>
    sendPage(reply, {
      title: 'Linked',
      body: html`<p>Your account is linked. You can close this window.</p>`,
    }),
  );
}

function slugIn(request: FastifyRequest): string {
  return (request.params as { readonly slug: string }).slug;
}

/** The team that is meant, alone, or those that there are to choose from. */
async function teamsFor(
  { teamsOf }: LinkPagesPorts,
  { userId }: PersonCaller,
  named: string | undefined,
): Promise<readonly Membership[]> {
  const teams = (await teamsOf(userId)).filter(({ role }) => may(role, 'installation:manage'));
  const meant = teams.filter(({ team }) => named === team.id || named === team.slug);
  return meant.length === 1 ? meant : teams;
}

type Choice = {
  readonly integration: Linkable;
  readonly request: FastifyRequest;
  readonly teams: readonly Membership[];
};

function sendChoice(reply: FastifyReply, { integration, request, teams }: Choice): FastifyReply {
  const [first] = teams;
  if (first === undefined) return sendNoTeam(reply);
  const body = html`
<form method="get" action="/integrations/${integration.slug}/new">
${carried(request.query)}
<fieldset>
<legend>Which team do you link it for?</legend>
${teams.map(
  ({ team }) =>
    html`<label class="choice"><input type="radio" name="team" value="${team.slug}" ${
      team === first.team && html`checked`
    }> ${team.name}</label>`,
)}
</fieldset>
<button>Continue</button>
</form>`;
  return sendPage(reply, { title: `Link ${integration.name}`, body });
}

type Consent = Omit<Choice, 'teams'> & { readonly team: Membership['team'] };

async function sendConsent(
  { projectsOf }: LinkPagesPorts,
  reply: FastifyReply,
  { integration, request, team }: Consent,
): Promise<FastifyReply> {
  const scopes = scopeTexts(integration.apiScopes);
  const projects = await projectsOf(team.id);
  const body = html`
<p>${integration.developer} will act for the team ${team.name} here:</p>
<ul>
${scopes.length === 0 && html`<li>it asks for no access</li>`}
${scopes.map((scope) => html`<li>${sentenceOf(scope)}</li>`)}
</ul>
<form method="post" action="/integrations/${integration.slug}/new">
<input type="hidden" name="team" value="${team.slug}">
<input type="hidden" name="scopes" value="${scopes.join(' ')}">
${carried(request.query)}
<fieldset>
<legend>In which projects?</legend>
<label class="choice"><input type="radio" name="selection" value="all" checked> All projects</label>
<label class="choice"><input type="radio" name="selection" value="selected"> Only these:</label>
${projects.map(
  ({ id, name }) =>
    html`<label class="choice"><input type="checkbox" name="project:${id}" value="on"> ${name}</label>`,
)}
</fieldset>
<button>Link the account</button>
</form>
<p class="quiet">You go on to ${new URL(integration.redirectUrl).host} then, to sign in there.</p>`;
  return sendPage(reply, { title: `Link ${integration.name}`, body });
}

function sentenceOf(scope: string): string {
  const [access, noun = ''] = scope.split(':');
  return `${access === 'read' ? 'reads' : 'reads and changes'}: ${noun.replaceAll('-', ' ')}`;
}

function carried(query: unknown): readonly Html[] {
  return CARRIED.flatMap((name) => {
    const value = fieldOf(query, name);
    return value === undefined ? [] : [html`<input type="hidden" name="${name}" value="${value}">`];
  });
}

function selectedIn(body: unknown): string[] {
  const prefix = 'project:';
  return Object.keys(body as object)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
}

function sendNoTeam(reply: FastifyReply): FastifyReply {
  const body = html`<p>You may not link accounts in that team, or in none of your teams. An owner or member of one can.</p>`;
  return sendPage(reply, { title: 'This cannot be done', body }, 403);
}
