import {
  type Actor,
  type Installation,
  isVisibleTo,
  linkAccount,
  linkCodeLifetimeMs,
  ok,
  projectNotFound,
  type Refusal,
  type Result,
  refuse,
  scopeTexts,
} from '@kontor/core';
import type { EventType } from '@kontor/protocol/vocabulary';
import {
  type InstallationSource,
  installationId,
  teamId as teamIdOf,
  userId as userIdOf,
} from '@kontor/protocol/vocabulary';
import { mintId, randomText } from '../ids.ts';
import type { RecordEvent } from '../people/record-event.ts';
import { hashToken } from '../people/token-text.ts';
import type { Database } from '../postgres/database.ts';
import { installationStore } from '../postgres/installation-store.ts';
import { createIntegrationStore, type StoredIntegration } from '../postgres/integration-store.ts';
import { linkCodeStoreOn, linkedAccountStore } from '../postgres/linked-account-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { redirectUrlFor } from './redirect-url.ts';

export type LinkAccountPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly recordEvent: RecordEvent;
  /** Makes what a token is good for count at once in this process. */
  readonly forget: () => void;
  /** The host's public address. */
  readonly url: string;
  readonly now: () => Date;
};

/** Whoever asks has made sure that the member may manage installations of the team. */
export type LinkRequest = {
  readonly teamId: string;
  readonly userId: string;
  readonly actor: Actor;
  readonly integration: string;
  /** What the person has seen and confirms. */
  readonly scopes: readonly string[];
  readonly projects: readonly string[] | null;
  readonly source: InstallationSource;
  /** What the caller made to find its own request again. */
  readonly state?: string | undefined;
  readonly currentProjectId?: string | undefined;
  readonly externalId?: string | undefined;
};

export type LinkAccount = ReturnType<typeof createLinkAccount>;

/** An integration whose accounts can be linked, with where that leads to. */
export type Linkable = StoredIntegration & { readonly redirectUrl: string };

/**
 * Links an account that a team has at a provider, one of an integration at a time. Where one is linked
 * already, confirms what it is asked for now, and takes it over when it is disabled.
 *
 * @see spec/concepts.md — C7, C8; spec/partner-api.md §13
 */
export function createLinkAccount(ports: LinkAccountPorts) {
  const { database, now } = ports;
  return async (request: LinkRequest): Promise<Result<{ id: string; url: string }, Refusal>> => {
    const found = await findLinkable(database.read, request);
    if (!found.ok) return found;
    const integration = found.value;
    const requested = scopeTexts(integration.apiScopes);
    if (!isSame(request.scopes, requested)) return scopesChanged(integration, requested);
    const code = randomText(43);
    const linked = await database.transact(async (sql): Promise<Result<Installation, Refusal>> => {
      const missing = await missingProject(sql, request);
      if (missing !== undefined) return projectNotFound(missing);
      const installation = await confirm(sql, ports, request, integration);
      const on = {
        integrationId: integration.id,
        installationId: installation.id,
        teamId: request.teamId,
        userId: request.userId,
        redirectUri: integration.redirectUrl,
        expiresAt: new Date(now().getTime() + linkCodeLifetimeMs),
      };
      await linkCodeStoreOn(sql).insert(hashToken(code), on, now());
      return ok(installation);
    });
    if (!linked.ok) return linked;
    ports.forget();
    const { id } = linked.value;
    return ok({ id, url: redirectUrlFor(integration, { ...request, id, code, host: ports.url }) });
  };
}

/** The integration, if accounts of it can be linked by this team. */
export async function findLinkable(
  read: Sql,
  { integration: named, teamId }: { readonly integration: string; readonly teamId?: string },
): Promise<Result<Linkable, Refusal>> {
  const integration = await createIntegrationStore(read).find(named);
  const isVisible =
    integration !== undefined &&
    (integration.isPublished ||
      (teamId !== undefined && isVisibleTo(integration, teamIdOf.parse(teamId))));
  if (!isVisible) {
    return refuse('integration_not_found', `There is no integration '${named}' in the catalogue.`);
  }
  const { redirectUrl } = integration;
  if (!integration.kinds.includes('connectable') || redirectUrl === null) {
    return refuse(
      'kind_not_offered',
      `${integration.name} links no accounts. Install it instead.`,
      { kinds: integration.kinds },
    );
  }
  return ok({ ...integration, redirectUrl });
}

/** The account in use from now on: a new one, or the one that is there, as it is confirmed. */
async function confirm(
  sql: Sql,
  { recordEvent, now }: LinkAccountPorts,
  { teamId, userId, actor, projects, source }: LinkRequest,
  integration: Linkable,
): Promise<Installation> {
  const store = installationStore(sql, teamId);
  const made = linkAccount(
    {
      id: installationId.parse(mintId('installation', now())),
      teamId: teamIdOf.parse(teamId),
      integrationId: integration.id,
      installedBy: userIdOf.parse(userId),
      projects,
      source,
    },
    integration.apiScopes,
    now(),
  );
  const isNew = await store.insert(made);
  const current = isNew ? made : await store.findCurrent(integration.id, 'connectable');
  const locked = current && (await store.lock(current.id));
  if (locked === undefined) throw new Error('a linked account that stands in the way is not there');
  const wasDisabled = await linkedAccountStore(sql, teamId).own(locked.id, userId);
  const record = (type: EventType, data = {}) =>
    recordEvent(sql, {
      teamId,
      type,
      actor,
      subject: { installation: locked.id, integration: integration.id },
      data,
    });
  if (isNew) {
    await store.save(made);
    await record('installation.created');
    return made;
  }
  if (wasDisabled) await record('installation.enabled');
  if (isSame(locked.scopes, made.scopes)) return locked;
  const confirmed = { ...locked, scopes: made.scopes, updatedAt: now() };
  await store.save(confirmed);
  await record('installation.scopes-confirmed', {
    before: [...locked.scopes],
    scopes: [...confirmed.scopes],
  });
  return confirmed;
}

async function missingProject(
  sql: Sql,
  { teamId, projects }: LinkRequest,
): Promise<string | undefined> {
  if (projects === null) return undefined;
  const rows = await sql<{ project_id: string }>(
    'select project_id from project where team_id = $1 and project_id = any($2)',
    [teamId, projects],
  );
  return projects.find((id) => !rows.some((row) => row.project_id === id));
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return [...some].sort().join() === [...others].sort().join();
}

function scopesChanged({ name }: Linkable, scopes: readonly string[]) {
  return refuse(
    'scopes_changed',
    `${name} asks for ${scopes.join(', ') || 'nothing'} now. Look at it again, and confirm that.`,
    { scopes },
  );
}
