import {
  type Begun,
  type createDeleteResource,
  type createProvision,
  type Operation,
  ok,
  type Refusal,
  type Result,
} from '@kontor/core';
import { restEndpoints, type Store } from '@kontor/protocol/rest';
import { teamId } from '@kontor/protocol/vocabulary';
import { type Route, route } from '../http/route.ts';
import { readInstallationId } from '../http/routes/installation-routes.ts';
import { provisionRequestOf } from '../http/routes/provision-request.ts';
import { readResourceId, resourceNotFound } from '../http/routes/resource-routes.ts';
import { endOf } from './configuration-routes.ts';
import { buyFirstBalance, choosePaymentFor, type PayForStorePorts } from './pay-for-store.ts';
import type { Stores } from './stores.ts';

export type StoreRoutesPorts = PayForStorePorts & {
  readonly stores: Stores;
  readonly provision: ReturnType<typeof createProvision>;
  readonly deleteResource: ReturnType<typeof createDeleteResource>;
  readonly run: (begun: Begun) => Promise<Operation>;
};

/** Resources as clients of the protocol know them. @see spec/platform-api.md §3.6, §3.8, §5 */
export function storeRoutes(ports: StoreRoutesPorts): readonly Route[] {
  const { stores } = ports;
  return [
    route(restEndpoints.createStore, async (call) => {
      const { caller, body } = call;
      const installation = readInstallationId(body.integrationConfigurationId);
      if (!installation.ok) return installation;
      const installationId = installation.value;
      const chosen = await choosePaymentFor(ports, caller, { installationId, payment: body });
      if (!chosen.ok) return chosen;
      const place = { installationId, product: body.integrationProductIdOrSlug };
      const begun = await ports.provision(provisionRequestOf(call, place));
      const store = await storeOfOperation(ports, caller.team.id, begun);
      if (!store.ok) return store;
      const first = { installationId, store: store.value, cents: body.prepaymentAmountCents };
      const bought = await buyFirstBalance(ports, call, first);
      return bought.ok ? ok({ status: 200, body: { store: store.value } }) : bought;
    }),
    route(restEndpoints.listStores, async ({ caller, query }) => {
      const listed = await stores.list(caller.team.id, {
        installation: query.integrationConfigurationId,
        withConnections: !isSet(query['skip-metadata']),
        withGuides: false,
      });
      return ok({ status: 200, body: { stores: listed } });
    }),
    route(restEndpoints.getStore, async ({ caller, params, query }) => {
      const store = await stores.find(caller.team.id, params.store, {
        withConnections: !isSet(query['skip-metadata']),
        withGuides: isSet(query['include-guides']),
      });
      return store === undefined
        ? resourceNotFound(params.store)
        : ok({ status: 200, body: { store } });
    }),
    route(restEndpoints.deleteStore, async ({ caller, params, callerKey, traceId }) => {
      const id = readResourceId(params.store);
      if (!id.ok) return id;
      const begun = await ports.deleteResource({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        resourceId: id.value,
        callerKey,
        traceId,
      });
      const done = await endOf(ports, begun);
      return done.ok ? ok({ status: 204, body: null }) : done;
    }),
  ];
}

/** The resource that an operation made, or is still making. */
export async function storeOfOperation(
  { stores, run }: Pick<StoreRoutesPorts, 'stores' | 'run'>,
  team: string,
  begun: Result<Begun, Refusal>,
): Promise<Result<Store, Refusal>> {
  const ended = await endOf({ run }, begun);
  if (!ended.ok) return ended;
  const id = ended.value.resourceId ?? '';
  const store = await stores.find(team, id);
  return store === undefined ? resourceNotFound(id) : ok(store);
}

function isSet(flag: string | undefined): boolean {
  return flag === 'true' || flag === '1' || flag === '';
}
