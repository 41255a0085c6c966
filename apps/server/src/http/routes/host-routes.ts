import { ok, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import manifest from '../../../package.json' with { type: 'json' };
import type { RecordEvent } from '../../people/record-event.ts';
import type { Database } from '../../postgres/database.ts';
import { setReadsGlobalUserIds } from '../../postgres/integration-permissions.ts';
import { actorOf } from '../authorise.ts';
import { type Route, route } from '../route.ts';

export type HostRoutesPorts = {
  readonly database: Pick<Database, 'transact'>;
  readonly recordEvent: RecordEvent;
  readonly issuer: string;
};

export function hostRoutes({ database, recordEvent, issuer }: HostRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.getHost, async () =>
      ok({ status: 200, body: { name: 'Kontor', version: manifest.version, issuer } }),
    ),
    route(kontorEndpoints.setIntegrationPermissions, async ({ params, body, caller }) => {
      const found = await database.transact(async (sql) => {
        const set = await setReadsGlobalUserIds(sql, params.integration, body.globalUserIds);
        if (set === undefined) return undefined;
        await recordEvent(sql, {
          teamId: set.ownerTeamId,
          type: 'integration.permissions-set',
          actor: actorOf(caller),
          subject: { integration: set.id },
          data: { ...body },
        });
        return set;
      });
      if (found === undefined) return integrationNotFound(params.integration);
      return ok({ status: 204, body: null });
    }),
  ];
}

function integrationNotFound(named: string) {
  return refuse('integration_not_found', `There is no integration '${named}'.`);
}
