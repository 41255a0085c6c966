import { type createUninstall, ok } from '@kontor/core';
import { restEndpoints } from '@kontor/protocol/rest';
import { teamId, userId } from '@kontor/protocol/vocabulary';
import { type Route, route } from '../http/route.ts';
import { installationNotFound, readInstallationId } from '../http/routes/installation-routes.ts';
import { findConfigurationView } from '../postgres/configuration-views.ts';
import type { Sql } from '../postgres/sql.ts';
import { type AutoProvisionPorts, autoProvision } from './auto-provision.ts';
import { endOf } from './configuration-routes.ts';

export type MarketplaceRoutesPorts = AutoProvisionPorts & {
  readonly read: Sql;
  readonly uninstall: ReturnType<typeof createUninstall>;
};

/** How the protocol's command line installs, provisions and uninstalls. @see spec/platform-api.md §5 */
export function marketplaceRoutes(ports: MarketplaceRoutesPorts): readonly Route[] {
  return [
    route(
      restEndpoints.installIntegration,
      async ({ caller, params, body, callerKey, traceId }) => {
        const begun = await ports.install({
          teamId: teamId.parse(caller.team.id),
          actor: caller.actor,
          userId: caller.person && userId.parse(caller.person.userId),
          integration: params.integration,
          acceptedPolicies: Object.keys(body.acceptedPolicies),
          source: body.source,
          callerKey,
          traceId,
        });
        const done = await endOf(ports, begun);
        if (!done.ok) return done;
        const { installationId: id } = done.value;
        const installed = await findConfigurationView(ports.read, caller.team.id, id);
        if (installed === undefined) return installationNotFound(id);
        return ok({ status: 200, body: installed });
      },
    ),
    route(restEndpoints.autoProvision, ({ caller, params, body, callerKey, traceId }) =>
      autoProvision(ports, caller, { ...params, ...body, callerKey, traceId }),
    ),
    route(restEndpoints.uninstallEmpty, async ({ caller, params, callerKey, traceId }) => {
      const id = readInstallationId(params.installation);
      if (!id.ok) return id;
      const begun = await ports.uninstall({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        installationId: id.value,
        mustBeEmpty: true,
        callerKey,
        traceId,
      });
      const done = await endOf(ports, begun);
      return done.ok ? ok({ status: 204, body: null }) : done;
    }),
  ];
}
