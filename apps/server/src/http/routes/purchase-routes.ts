import { type createBuyBalance, isUnderWay, ok, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { teamId } from '@kontor/protocol/vocabulary';
import { findPurchaseView, listPurchaseViews } from '../../postgres/purchase-views.ts';
import type { Sql } from '../../postgres/sql.ts';
import { type Route, route } from '../route.ts';
import { readInstallationId } from './installation-routes.ts';
import { readResourceId } from './resource-routes.ts';

export type PurchaseRoutesPorts = {
  readonly read: Sql;
  readonly buyBalance: ReturnType<typeof createBuyBalance>;
  /** The host's public address. */
  readonly url: string;
};

/** Balances that a team buys before they are used. @see spec/concepts.md — C24 */
export function purchaseRoutes({ read, buyBalance, url }: PurchaseRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.createPurchase, async ({ caller, params, body, callerKey, traceId }) => {
      const installation = readInstallationId(params.installation);
      if (!installation.ok) return installation;
      const resource = body.resource === undefined ? ok(null) : readResourceId(body.resource);
      if (!resource.ok) return resource;
      const bought = await buyBalance({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        installationId: installation.value,
        resourceId: resource.value,
        amount: body.amount,
        callerKey,
        traceId,
      });
      if (!bought.ok) return bought;
      const { payment, approval } = bought.value;
      if (approval !== undefined) {
        const { id, expiresAt } = approval;
        const page = new URL(`/t/${caller.team.slug}/approvals/${id}`, url).href;
        const waiting = { id, url: page, expiresAt: expiresAt.toISOString() };
        return ok({ status: 202, body: { purchase: null, approval: waiting } });
      }
      const invoiceId = bought.value.purchase?.invoiceId ?? '';
      const purchase = await findPurchaseView(read, caller.team.id, invoiceId);
      if (purchase === undefined) return purchaseNotFound(invoiceId);
      return payment !== undefined && isUnderWay(payment)
        ? ok({ status: 202, body: { purchase } })
        : ok({ status: 201, body: { purchase } });
    }),
    route(kontorEndpoints.listPurchases, async ({ caller, query }) => {
      const purchases = await listPurchaseViews(read, caller.team.id, query);
      return ok({ status: 200, body: { purchases } });
    }),
    route(kontorEndpoints.getPurchase, async ({ caller, params }) => {
      const purchase = await findPurchaseView(read, caller.team.id, params.invoice);
      return purchase === undefined
        ? purchaseNotFound(params.invoice)
        : ok({ status: 200, body: { purchase } });
    }),
  ];
}

function purchaseNotFound(named: string) {
  return refuse('purchase_not_found', `There is no purchase with the invoice '${named}' here.`);
}
