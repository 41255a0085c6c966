import { ok } from '@kontor/core';
import { restEndpoints } from '@kontor/protocol/rest';
import { type Route, route } from '../http/route.ts';
import { installationNotFound } from '../http/routes/installation-routes.ts';
import { findConfigurationView } from '../postgres/configuration-views.ts';
import type { Sql } from '../postgres/sql.ts';
import { listBalances, listThresholds } from '../postgres/threshold-store.ts';
import { type SetThresholdsPorts, setThresholds } from './set-thresholds.ts';

export type BalanceRoutesPorts = SetThresholdsPorts & { readonly read: Sql };

/** What is left of prepayments, and when they are filled up. @see spec/platform-api.md §5 */
export function balanceRoutes(ports: BalanceRoutesPorts): readonly Route[] {
  const { read } = ports;
  return [
    route(restEndpoints.listBalances, async ({ caller, params }) => {
      const found = await findConfigurationView(read, caller.team.id, params.installation);
      if (found === undefined) return installationNotFound(params.installation);
      const owner = { teamId: caller.team.id, installationId: found.id };
      const [balances, thresholds] = await Promise.all([
        listBalances(read, owner),
        listThresholds(read, owner),
      ]);
      return ok({ status: 200, body: { balances, thresholds } });
    }),
    route(restEndpoints.setThreshold, async ({ caller, params, body }) => {
      const { installation, store: resource } = params;
      const kept = await setThresholds(ports, caller, {
        installation,
        wishes: [{ ...body, resource }],
      });
      if (!kept.ok) return kept;
      const [threshold] = kept.value;
      if (threshold === undefined) throw new Error('a threshold that was set is not answered');
      return ok({ status: 200, body: threshold });
    }),
    route(restEndpoints.setThresholds, async ({ caller, params, body }) => {
      const wishes = body.map(({ resourceId: resource, ...wish }) => ({ ...wish, resource }));
      const kept = await setThresholds(ports, caller, { ...params, wishes });
      return kept.ok ? ok({ status: 200, body: { thresholds: kept.value } }) : kept;
    }),
  ];
}
