import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { platformEndpoints } from '@kontor/protocol/platform';
import type { SsoContext } from '@kontor/protocol/vocabulary';
import type { ClientSecrets } from '../catalog/client-secret.ts';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import { hashToken } from '../people/token-text.ts';
import type { BeginSignOn, SignOnLink } from './begin-sign-on.ts';
import type { createExchange, Exchanged } from './exchange.ts';

export type SsoRoutesPorts = {
  readonly beginSignOn: BeginSignOn;
  readonly exchange: ReturnType<typeof createExchange>;
  readonly clientSecrets: Pick<ClientSecrets, 'isRight'>;
};

/** Single sign-on for whoever speaks to the API: members with a session or token, and providers. */
export function ssoRoutes({
  beginSignOn,
  exchange,
  clientSecrets,
}: SsoRoutesPorts): readonly Route[] {
  const begin = async (
    { team, person }: TeamCaller,
    installationId: string,
    context: SsoContext,
  ): Promise<Result<SignOnLink, Refusal>> => {
    if (person === null) {
      return refuse('forbidden', 'Only people sign on at providers. Send a personal token.');
    }
    const { userId, tokenId } = person;
    const member = { teamId: team.id, userId, tokenId };
    return beginSignOn({ ...member, installationId, context, isStrict: true });
  };
  return [
    route(kontorEndpoints.openInstallation, async ({ caller, params, query }) => {
      const begun = await begin(caller, params.installation, query);
      if (!begun.ok) return begun;
      return ok({ status: 302, body: null, headers: { location: begun.value.url } });
    }),
    route(kontorEndpoints.createSsoLink, async ({ caller, params, body }) => {
      const begun = await begin(caller, params.installation, body);
      if (!begun.ok) return begun;
      const { url, expiresAt } = begun.value;
      return ok({ status: 201, body: { url, expiresAt: expiresAt.toISOString() } });
    }),
    route(platformEndpoints.exchangeSsoToken, async ({ body }) => {
      const client = { flow: 'sso', clientId: body.client_id } as const;
      // before anything is looked up, so that nobody learns which codes there are (SSO-13)
      if (!(await clientSecrets.isRight(client.clientId, body.client_secret)))
        return wrongClientSecret();
      if (body.grant_type === 'refresh_token') {
        const exchanged = await exchange.refreshToken(body.refresh_token, client);
        return exchanged.ok ? ok({ status: 200, body: bodyOf(exchanged.value) }) : exchanged;
      }
      const { code, state, redirect_uri: redirectUri } = body;
      const exchanged = await exchange.code(code, {
        ...client,
        redirectUri,
        stateHash: state && hashToken(state).toString('hex'),
        isAuthenticated: true,
      });
      return exchanged.ok ? ok({ status: 200, body: bodyOf(exchanged.value) }) : exchanged;
    }),
  ];
}

function bodyOf({ idToken, accessToken, refreshToken = '', expiresInSeconds }: Exchanged) {
  return {
    id_token: idToken,
    access_token: accessToken ?? null,
    token_type: accessToken === undefined ? null : 'Bearer',
    expires_in: expiresInSeconds,
    refresh_token: refreshToken,
  };
}

export function wrongClientSecret() {
  return refuse(
    'wrong_client_secret',
    'client_id and client_secret are not those of an integration. Check that the secret is the newest one.',
  );
}
