import { grantedScopes, ok, type Refusal, type Result, refuse } from '@kontor/core';
import { platformEndpoints } from '@kontor/protocol/platform';
import type { ClientSecrets } from '../catalog/client-secret.ts';
import { type InstallationCaller, type Route, route } from '../http/route.ts';
import { accessTokenStoreOn } from '../people/access-token-store.ts';
import type { InstallationTokens } from '../people/installation-tokens.ts';
import type { RecordEvent } from '../people/record-event.ts';
import { hashToken } from '../people/token-text.ts';
import type { Database } from '../postgres/database.ts';
import { installationStore } from '../postgres/installation-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { placeOf } from './place.ts';

export type CredentialRoutesPorts = {
  readonly database: Pick<Database, 'transact'>;
  readonly clientSecrets: Pick<ClientSecrets, 'isRight'>;
  readonly credentials: Pick<InstallationTokens, 'issueInstallationToken'>;
  readonly recordEvent: RecordEvent;
  /** Makes a revoked token dead at once in this process. */
  readonly forget: () => void;
  readonly now: () => Date;
};

/** Live credentials of one installation at a time. Enough to hand over slowly, and an end to leaks. */
const LIVE_AT_MOST = 10;

/**
 * A credential has no end in time, and clients insist on one: the most seconds that each of them
 * can count, 68 years.
 */
const EXPIRES_IN_SECONDS = 2 ** 31 - 1;

/** How a provider changes what it calls the host with. @see spec/platform-api.md §2.4 */
export function credentialRoutes(ports: CredentialRoutesPorts): readonly Route[] {
  return [
    route(platformEndpoints.rotateCredentials, async ({ caller, body }) => {
      const proven = await requireClient(ports, caller, body);
      if (!proven.ok) return proven;
      const issued = await rotate(ports, caller);
      if (!issued.ok) return issued;
      return ok({
        status: 200,
        body: {
          access_token: issued.value,
          expires_in: EXPIRES_IN_SECONDS,
          scope: grantedScopes.join(' '),
          token_type: 'oauth2-token',
        },
      });
    }),
    route(platformEndpoints.revokeCredentials, async ({ caller, body }) => {
      const proven = await requireClient(ports, caller, body);
      if (!proven.ok) return proven;
      const revoked = await revoke(ports, caller, body.token);
      if (!revoked.ok) return revoked;
      ports.forget();
      return ok({
        status: 200,
        body: { revoked: true, already_revoked: !revoked.value.isFirst },
      });
    }),
  ];
}

/** The second proof: only who runs the integration knows its client secret. */
async function requireClient(
  { clientSecrets }: CredentialRoutesPorts,
  { integrationId }: InstallationCaller,
  shown: { readonly client_secret: string; readonly client_id?: string | undefined },
): Promise<Result<null, Refusal>> {
  const isOwn = shown.client_id === undefined || shown.client_id === integrationId;
  if (isOwn && (await clientSecrets.isRight(integrationId, shown.client_secret))) return ok(null);
  return refuse(
    'wrong_client_secret',
    'The client id or secret is not that of the integration. Send those that the host shows for it.',
  );
}

function rotate(
  { database, credentials, recordEvent }: CredentialRoutesPorts,
  caller: InstallationCaller,
): Promise<Result<string, Refusal>> {
  return database.transact(async (sql) => {
    const held = await lockOpen(sql, caller);
    if (!held.ok) return held;
    const live = await accessTokenStoreOn(sql).listLiveOfInstallation(caller.installationId);
    if (live.length >= LIVE_AT_MOST) {
      return refuse(
        'too_many_credentials',
        `The installation has ${live.length} live tokens, and ${LIVE_AT_MOST} is the most. Revoke one first.`,
        { limit: LIVE_AT_MOST, live: live.length },
      );
    }
    const { installationId, teamId, integrationId } = caller;
    const text = await credentials.issueInstallationToken(sql, {
      installationId,
      teamId,
      integrationId,
    });
    await recordEvent(sql, {
      teamId,
      type: 'installation.credential-rotated',
      actor: caller.actor,
      subject: { installation: installationId },
      data: { live: live.length + 1 },
    });
    return ok(text);
  });
}

function revoke(
  { database, recordEvent, now }: CredentialRoutesPorts,
  caller: InstallationCaller,
  text: string,
): Promise<Result<{ isFirst: boolean }, Refusal>> {
  const { installationId, teamId, actor } = caller;
  return database.transact(async (sql) => {
    const held = await lockOpen(sql, caller);
    if (!held.ok) return held;
    const store = accessTokenStoreOn(sql);
    const found = await store.findOfInstallation(installationId, hashToken(text));
    if (found === undefined) return foreignToken();
    if (!found.isLive) return ok({ isFirst: false });
    const live = await store.listLiveOfInstallation(installationId);
    if (live.length < 2) return lastCredential();
    await store.revokeOfInstallation(installationId, found.id, now());
    await recordEvent(sql, {
      teamId,
      type: 'installation.credential-revoked',
      actor,
      subject: { installation: installationId, token: found.id },
      data: { live: live.length - 1 },
    });
    return ok({ isFirst: true });
  });
}

/** The lock that everybody holds who issues or ends a token; finalization takes it too. */
async function lockOpen(sql: Sql, caller: InstallationCaller): Promise<Result<null, Refusal>> {
  const { teamId, installationId } = placeOf(caller);
  const installation = await installationStore(sql, teamId).lock(installationId);
  if (installation?.finalizedAt === null) return ok(null);
  return refuse(
    'not_installed',
    'The installation is finalized, and its credentials ended with it.',
    { installationId },
  );
}

function foreignToken() {
  return refuse('token_not_found', 'The token is none of this installation.');
}

function lastCredential() {
  return refuse(
    'last_credential',
    'This is the only live token of the installation. Rotate first, and revoke the former one then.',
  );
}
