import { ok, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type Route, route } from '../http/route.ts';
import type { RecordEvent } from '../people/record-event.ts';
import {
  findIntegrationId,
  listCommissionRates,
  setCommissionRate,
} from '../postgres/commission-store.ts';
import type { Database } from '../postgres/database.ts';

export type CommissionRoutesPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
};

/** The operator's share of what integrations bill. */
export function commissionRoutes({
  database,
  recordEvent,
  now,
}: CommissionRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.getCommission, async ({ params }) => {
      const id = await findIntegrationId(database.read, params.integration);
      if (id === undefined) return integrationNotFound(params.integration);
      return ok({ status: 200, body: { rates: await listCommissionRates(database.read, id) } });
    }),
    route(kontorEndpoints.setCommission, async ({ params, body, caller }) => {
      const at = now();
      const { rate } = body;
      const isSet = await database.transact(async (sql) => {
        const change = { integration: params.integration, rate, setBy: caller.userId, at };
        const set = await setCommissionRate(sql, change);
        if (set === undefined) return false;
        await recordEvent(sql, {
          teamId: set.ownerTeamId,
          type: 'integration.commission-set',
          actor: { kind: 'person', userId: caller.userId },
          subject: { integration: set.integrationId },
          data: { rate },
        });
        return true;
      });
      if (!isSet) return integrationNotFound(params.integration);
      return ok({ status: 200, body: { commission: { rate, since: at.toISOString() } } });
    }),
  ];
}

export function integrationNotFound(named: string) {
  return refuse('integration_not_found', `There is no integration '${named}'.`);
}
