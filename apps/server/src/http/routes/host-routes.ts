import { ok, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import manifest from '../../../package.json' with { type: 'json' };
import { setReadsGlobalUserIds } from '../../postgres/integration-permissions.ts';
import type { Sql } from '../../postgres/sql.ts';
import { type Route, route } from '../route.ts';

export type HostRoutesPorts = {
  readonly read: Sql;
  readonly issuer: string;
};

export function hostRoutes({ read, issuer }: HostRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.getHost, async () =>
      ok({ status: 200, body: { name: 'Kontor', version: manifest.version, issuer } }),
    ),
    route(kontorEndpoints.setIntegrationPermissions, async ({ params, body }) => {
      const isThere = await setReadsGlobalUserIds(read, params.integration, body.globalUserIds);
      return isThere ? ok({ status: 204, body: null }) : integrationNotFound(params.integration);
    }),
  ];
}

function integrationNotFound(named: string) {
  return refuse('integration_not_found', `There is no integration '${named}'.`);
}
