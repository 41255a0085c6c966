import {
  type Begun,
  type createInstall,
  may,
  type Operation,
  type Policy,
  type Refusal,
  type Result,
  requiredPolicies,
} from '@kontor/core';
import { teamId, userId } from '@kontor/protocol/vocabulary';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Catalog } from '../catalog/catalog-reader.ts';
import type { Offer } from '../catalog/views.ts';
import { teamSuspended } from '../http/authorise.ts';
import { type Html, html } from '../http/html.ts';
import type { Callers } from '../http/principal.ts';
import type { PersonCaller } from '../http/route.ts';
import { outcomeOfOperation } from '../http/routes/operation-answer.ts';
import { traceIdOf } from '../http/trace.ts';
import { installationStore } from '../postgres/installation-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { sendPage, sendRefusalPage } from './page.ts';
import { fieldOf, forPerson } from './visitor.ts';

export type InstallPagesPorts = {
  readonly read: Sql;
  readonly callers: Pick<Callers, 'authenticate' | 'membership' | 'firstTeam'>;
  readonly catalog: Pick<Catalog, 'offer'>;
  readonly install: ReturnType<typeof createInstall>;
  readonly run: (begun: Begun) => Promise<Operation>;
};

type Membership = NonNullable<Awaited<ReturnType<Callers['membership']>>>;
type Visit = {
  readonly person: PersonCaller;
  readonly membership: Membership;
  readonly offer: Offer;
  readonly request: FastifyRequest;
};

/** Where a person accepts what only a person can, and installs. The command line sends people here. */
export function mountInstallPages(app: FastifyInstance, ports: InstallPagesPorts): void {
  const visited = (answer: (visit: Visit, reply: FastifyReply) => Promise<FastifyReply>) =>
    forPerson(ports.callers, async (person, request, reply) => {
      const visit = await visitOf(ports, person, request);
      return visit === undefined ? sendRefusalPage(reply, notHere) : answer(visit, reply);
    });
  app.get(
    '/install/:slug',
    visited(async (visit, reply) => {
      const store = installationStore(ports.read, visit.membership.team.id);
      const current = await store.findCurrent(visit.offer.integration.id, 'native');
      return sendPage(reply, {
        title: visit.offer.integration.name,
        body: [descriptionOf(visit.offer), current ? installedIn(visit) : formFor(visit)],
      });
    }),
  );
  app.post(
    '/install/:slug',
    visited(async (visit, reply) => {
      const done = await installFor(ports, visit);
      if (!done.ok) return sendRefusalPage(reply, done.error, wayOut(visit, done.error));
      const body = done.value === 'running' ? onItsWay(visit) : installedIn(visit);
      return sendPage(reply, { title: visit.offer.integration.name, body });
    }),
  );
}

const notHere: Refusal = {
  code: 'integration_not_found',
  message: 'There is no such integration in the catalogue, or no such team of yours.',
};
const notByToken: Refusal = {
  code: 'forbidden',
  message: 'Sign in with a browser: a token accepts nothing for a person.',
};

/** An integration that is not published is there only for the team that makes it. */
async function visitOf(
  { callers, catalog }: InstallPagesPorts,
  person: PersonCaller,
  request: FastifyRequest,
): Promise<Visit | undefined> {
  const { slug = '' } = request.params as Record<string, string>;
  const team =
    fieldOf(request.query, 'teamId') ??
    fieldOf(request.body, 'teamId') ??
    (await callers.firstTeam(person.userId));
  const membership = team && (await callers.membership(person.userId, team));
  const offer = await catalog.offer(slug);
  if (!membership || offer === undefined) return undefined;
  const { isPublished, ownerTeamId } = offer.integration;
  if (!isPublished && ownerTeamId !== membership.team.id) return undefined;
  return { person, membership, offer, request };
}

async function installFor(
  { install, run }: InstallPagesPorts,
  { person, membership, offer, request }: Visit,
): Promise<Result<'succeeded' | 'running', Refusal>> {
  if (person.tokenId !== null) return { ok: false, error: notByToken };
  const { suspension } = membership.team;
  if (suspension) return teamSuspended(suspension);
  if (!may(membership.role, 'installation:manage')) {
    return { ok: false, error: mayNotInstall(membership) };
  }
  const policies = requiredPolicies(offer.integration);
  const begun = await install({
    teamId: teamId.parse(membership.team.id),
    actor: { kind: 'person', userId: person.userId },
    userId: userId.parse(person.userId),
    integration: offer.integration.id,
    acceptedPolicies: policies.filter((policy) => fieldOf(request.body, policy) === 'on'),
    callerKey: null,
    traceId: traceIdOf(undefined),
  });
  return begun.ok ? outcomeOfOperation(await run(begun.value)) : begun;
}

/** Where to add what is missing; whoever may not do that is told who may. */
function wayOut({ membership: { team, role } }: Visit, { code }: Refusal): Html | undefined {
  if (code !== 'payment_method_missing') return undefined;
  if (!may(role, 'billing:manage')) {
    return html`<p>An owner of ${team.name}, or whoever has its billing role, adds one.</p>`;
  }
  return html`<p><a class="button" href="/t/${team.slug}/billing/payment-methods">Add a payment method</a></p>
<p class="quiet">Then come back to this page, and install.</p>`;
}

function mayNotInstall({ team, role }: Membership): Refusal {
  return {
    code: 'forbidden',
    message: `As ${role} you cannot install for ${team.name}. Ask an owner or a member of the team.`,
  };
}

function descriptionOf({ integration, products }: Offer): Html {
  return html`<p>${integration.shortDescription}, by ${integration.developer}.</p>
<ul>${products.map(
    ({ slug, name, metadataSchema }) =>
      html`<li>${name} <code>${slug}</code>${requiredOf(metadataSchema)}</li>`,
  )}</ul>`;
}

/** What a form asks for without fail, so that it can be given at once in a terminal. */
function requiredOf({
  required = [],
}: Offer['products'][number]['metadataSchema']): Html | undefined {
  return required.length === 0 ? undefined : html`, which asks for ${required.join(', ')}`;
}

function installedIn({ offer, membership }: Visit): Html {
  return html`<p>${offer.integration.name} is installed for ${membership.team.name}.</p>
<p class="quiet">You can close this page and go on where you came from.</p>`;
}

function onItsWay({ offer }: Visit): Html {
  return html`<p>${offer.integration.name} is being installed, which takes its provider a while.</p>
<p class="quiet">Load this page again to see whether it is done.</p>`;
}

const titles: Readonly<Record<Policy, string>> = {
  toc: 'the terms of this marketplace',
  privacy: 'the privacy policy',
  eula: 'the terms of use',
};

function formFor({ offer: { integration }, membership }: Visit): Html {
  if (!may(membership.role, 'installation:manage')) {
    return html`<p>${mayNotInstall(membership).message}</p>`;
  }
  const addresses = { toc: null, privacy: integration.privacyUrl, eula: integration.eulaUrl };
  return html`<form method="post" action="/install/${integration.slug}">
<input type="hidden" name="teamId" value="${membership.team.id}">
${requiredPolicies(integration).map((policy) => {
  const address = addresses[policy];
  const title =
    address === null ? titles[policy] : html`<a href="${address}">${titles[policy]}</a>`;
  return html`<label class="choice"><input type="checkbox" name="${policy}" required> <span>I accept ${title}.</span></label>\n`;
})}
<button>Install for ${membership.team.name}</button>
</form>`;
}
