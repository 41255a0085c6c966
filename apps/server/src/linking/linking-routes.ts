import { ok, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { platformEndpoints } from '@kontor/protocol/platform';
import type { ClientSecrets } from '../catalog/client-secret.ts';
import { type Route, route } from '../http/route.ts';
import { installationNotFound } from '../http/routes/installation-routes.ts';
import type { PairwiseIds } from '../people/pairwise.ts';
import { findInstallationView } from '../postgres/installation-views.ts';
import { createIntegrationStore } from '../postgres/integration-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { wrongClientSecret } from '../sso/sso-routes.ts';
import type { createExchangeAccountCode } from './exchange-account-code.ts';
import type { LinkAccount } from './link-account.ts';

export type LinkingRoutesPorts = {
  readonly read: Sql;
  readonly linkAccount: LinkAccount;
  readonly exchangeAccountCode: ReturnType<typeof createExchangeAccountCode>;
  readonly clientSecrets: Pick<ClientSecrets, 'isRight'>;
  readonly pairwise: Pick<PairwiseIds, 'userIdFor'>;
};

/** Accounts that teams have at providers, linked. */
export function linkingRoutes(ports: LinkingRoutesPorts): readonly Route[] {
  const { read, linkAccount, exchangeAccountCode, clientSecrets, pairwise } = ports;
  return [
    route(kontorEndpoints.linkAccount, async ({ caller, body }) => {
      const { team, person, actor } = caller;
      if (person === null) return refuse('forbidden', 'Only people link accounts of theirs.');
      const { projects = null, ...wanted } = body;
      const by = { teamId: team.id, userId: person.userId, actor };
      const linked = await linkAccount({ ...wanted, ...by, projects });
      if (!linked.ok) return linked;
      const installation = await findInstallationView(read, team.id, linked.value.id);
      if (installation === undefined) throw new Error('a linked account is not there');
      return ok({ status: 201, body: { installation, url: linked.value.url } });
    }),
    route(kontorEndpoints.configureInstallation, async ({ caller, params }) => {
      const found = await findInstallationView(read, caller.team.id, params.installation);
      if (found?.lifecycle !== 'installed') return installationNotFound(params.installation);
      const integration = await createIntegrationStore(read).find(found.integration.id);
      if (!integration?.configurationUrl) {
        return refuse('kind_not_offered', `${found.integration.name} has no Configuration URL.`);
      }
      const url = new URL(integration.configurationUrl);
      url.searchParams.set('configurationId', found.id);
      return ok({ status: 302, body: null, headers: { location: url.href } });
    }),
    route(platformEndpoints.exchangeAccountCode, async ({ body }) => {
      const { client_id: clientId, client_secret: secret, code } = body;
      if (!(await clientSecrets.isRight(clientId, secret))) return wrongClientSecret();
      const redirectUri = body.redirect_uri;
      const exchanged = await exchangeAccountCode({ code, clientId, redirectUri });
      if (!exchanged.ok) return exchanged;
      const { accessToken, installationId, userId, teamId } = exchanged.value;
      return ok({
        status: 200,
        body: {
          token_type: 'Bearer',
          access_token: accessToken,
          installation_id: installationId,
          user_id: pairwise.userIdFor(userId, clientId),
          team_id: teamId,
        },
      });
    }),
  ];
}
