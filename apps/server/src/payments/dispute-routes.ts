import { ok, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type Route, route } from '../http/route.ts';
import { listDisputeViews } from '../postgres/dispute-views.ts';
import type { Sql } from '../postgres/sql.ts';
import { decideTestDispute, type TestDisputesPorts } from './test-disputes.ts';

export type DisputeRoutesPorts = Pick<TestDisputesPorts, 'noteDispute'> & { readonly read: Sql };

/** Charges whose money a bank wants back, as the operator sees them. */
export function disputeRoutes({ read, noteDispute }: DisputeRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.listDisputes, async ({ query }) =>
      ok({ status: 200, body: { disputes: await listDisputeViews(read, query) } }),
    ),
    route(kontorEndpoints.decideDispute, async ({ params, body }) => {
      const { payment } = params;
      const decided = await decideTestDispute({ sql: read, noteDispute }, payment, body.state);
      if (!decided.ok) return decided;
      const [dispute] = await listDisputeViews(read, { payment, limit: 1 });
      if (dispute === undefined) {
        return refuse('payment_not_found', `There is no payment '${payment}'.`);
      }
      return ok({ status: 200, body: { dispute } });
    }),
  ];
}
