import {
  type createTakeBillingReport,
  ok,
  type Refusal,
  type ReportDates,
  type Result,
  requireOpenForBilling,
  unknownResources,
} from '@kontor/core';
import { platformEndpoints, type submitBillingData } from '@kontor/protocol/platform';
import { readInstant } from '@kontor/protocol/vocabulary';
import type * as z from 'zod';
import { type Route, route } from '../http/route.ts';
import { balanceStore } from '../postgres/balance-store.ts';
import { billingReportStore } from '../postgres/billing-report-store.ts';
import type { Database } from '../postgres/database.ts';
import { installationStore } from '../postgres/installation-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { type Place, placeOf } from './place.ts';

export type BillingRoutesPorts = {
  readonly database: Pick<Database, 'transact'>;
  readonly takeBillingReport: ReturnType<typeof createTakeBillingReport>;
};

/** What providers report of money and usage; nothing is charged by it. */
export function billingRoutes({
  database,
  takeBillingReport,
}: BillingRoutesPorts): readonly Route[] {
  return [
    route(platformEndpoints.submitBillingData, async ({ caller, body }) => {
      const place = placeOf(caller);
      const { items, discounts = [] } = Array.isArray(body.billing)
        ? { items: body.billing }
        : body.billing;
      const { usage } = body;
      const report = { ...datesOf(body), items, discounts, usage };
      const taken = await takeBillingReport({ ...place, report });
      return taken.ok ? ok({ status: 201, body: null }) : taken;
    }),
    route(platformEndpoints.submitBalances, async ({ caller, body }) => {
      const place = placeOf(caller);
      const taken = await database.transact(async (sql): Promise<Result<null, Refusal>> => {
        const open = await requireOpen(sql, place, namedIn(body.balances));
        if (!open.ok) return open;
        await balanceStore(sql, place).take(body.balances, readInstant(body.timestamp));
        return ok(null);
      });
      return taken.ok ? ok({ status: 201, body: null }) : taken;
    }),
  ];
}

function datesOf({
  timestamp,
  eod,
  period,
}: z.output<typeof submitBillingData.request>): ReportDates {
  return {
    timestamp: readInstant(timestamp),
    eod: readInstant(eod),
    period: { start: readInstant(period.start), end: readInstant(period.end) },
  };
}

function namedIn(rows: readonly { readonly resourceId?: string | undefined }[]) {
  return new Set(rows.flatMap(({ resourceId }) => resourceId ?? []));
}

/** Money is spoken of until finalization, and only of resources that the installation has or had. */
async function requireOpen(
  sql: Sql,
  place: Place,
  named: ReadonlySet<string>,
): Promise<Result<null, Refusal>> {
  const { teamId, installationId } = place;
  const held = await installationStore(sql, teamId).hold(installationId);
  const open = requireOpenForBilling(installationId, held);
  if (!open.ok) return open;
  const unknown = await billingReportStore(sql, teamId).unknownAmong(installationId, named);
  return unknown.length === 0 ? ok(null) : unknownResources(unknown);
}
