import { codeLifetimeMs, ok, type Refusal, type Result, refuse } from '@kontor/core';
import {
  type InstallationId,
  integrationId,
  type SsoContext,
  teamId,
  userId,
} from '@kontor/protocol/vocabulary';
import { randomText } from '../ids.ts';
import type { RecordEvent } from '../people/record-event.ts';
import { hashToken } from '../people/token-text.ts';
import type { Database } from '../postgres/database.ts';
import { createIntegrationStore } from '../postgres/integration-store.ts';
import { ssoStoreOn } from '../postgres/sso-store.ts';
import { type NamedContext, nameContext } from './name-context.ts';
import { requireOpenInstallation } from './open-installation.ts';

export type BeginSignOnPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
};

/** Whoever asks has made sure that the person is a member of the team. */
export type SignOnRequest = {
  readonly teamId: string;
  readonly userId: string;
  /** The personal token that asked, if it was no browser. */
  readonly tokenId: string | null;
  readonly installationId: string;
  readonly context: SsoContext;
  /** Whether a resource that the host does not know is refused, or left for the provider to judge. */
  readonly isStrict: boolean;
};

export type SignOnLink = { readonly url: string; readonly expiresAt: Date };

export type BeginSignOn = (request: SignOnRequest) => Promise<Result<SignOnLink, Refusal>>;

const CODE_CHARACTERS = 43;

/**
 * Makes the address that takes a member to a provider's console, signed on: once, and soon.
 *
 * @see spec/sso.md — SSO-1 to SSO-3; spec/partner-api.md §6.1
 */
export function createBeginSignOn({ database, recordEvent, now }: BeginSignOnPorts): BeginSignOn {
  return async (request) => {
    const open = await requireOpenInstallation(database.read, request);
    if (!open.ok) return open;
    const installation = open.value;
    const integration = await createIntegrationStore(database.read).find(
      installation.integrationId,
    );
    const loginUrl = integration?.redirectLoginUrl;
    if (loginUrl === undefined || loginUrl === null) return notOffered(integration?.name);
    const context = withoutScheme(request.context);
    const named = await nameContext(database.read, installation, { ...request, context });
    if (!named.ok) return named;
    const [code, state] = [randomText(CODE_CHARACTERS), randomText(CODE_CHARACTERS)];
    const at = now();
    const grant = {
      flow: 'sso',
      integrationId: integrationId.parse(installation.integrationId),
      installationId: installation.id,
      teamId: teamId.parse(request.teamId),
      userId: userId.parse(request.userId),
      redirectUri: loginUrl,
      stateHash: hashToken(state).toString('hex'),
      nonce: null,
      codeChallenge: null,
      signedInAt: null,
      scope: '',
      createdAt: at,
      codeExpiresAt: new Date(at.getTime() + codeLifetimeMs),
      exchangedAt: null,
      endedAt: null,
    } as const;
    await database.transact(async (sql) => {
      await ssoStoreOn(sql).insert(hashToken(code), grant);
      await recordEvent(sql, begunEvent(request, installation.id, named.value));
    });
    const url = signOnUrl(loginUrl, { code, state, context: named.value.context });
    return ok({ url, expiresAt: grant.codeExpiresAt });
  };
}

function begunEvent(
  { teamId: team, userId: person, tokenId }: SignOnRequest,
  installation: InstallationId,
  { resource }: NamedContext,
) {
  const token = tokenId === null ? {} : { tokenId };
  return {
    teamId: team,
    type: 'sso.begun',
    actor: { kind: 'person', userId: person, ...token },
    subject: { installation, ...(resource === undefined ? {} : { resource }) },
  } as const;
}

/** A link of a provider says `sso:`, and the rest is what the person is to be shown. @see spec/sso.md — SSO-15 */
function withoutScheme({ url, ...context }: SsoContext): SsoContext {
  return url === undefined ? context : { ...context, url: url.replace(/^sso:/, '') };
}

function signOnUrl(
  loginUrl: string,
  { code, state, context }: { code: string; state: string; context: SsoContext },
): string {
  const url = new URL(loginUrl);
  for (const [name, value] of Object.entries({ mode: 'sso', code, state, ...context })) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

function notOffered(name = 'The integration') {
  return refuse(
    'sso_not_offered',
    `${name} has no Redirect Login URL, so there is no console to sign on to. Its provider can set one.`,
  );
}
