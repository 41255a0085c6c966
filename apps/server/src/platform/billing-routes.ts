import {
  flawsOfReportDates,
  ok,
  type Refusal,
  type ReportDates,
  type Result,
  refuse,
  requireOpenForBilling,
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
import { teamClock } from '../postgres/team-clock.ts';
import { type Place, placeOf } from './place.ts';

export type BillingRoutesPorts = {
  readonly database: Pick<Database, 'transact'>;
  readonly now: () => Date;
};

/** What providers report of money and usage; nothing is charged by it. */
export function billingRoutes({ database, now }: BillingRoutesPorts): readonly Route[] {
  return [
    route(platformEndpoints.submitBillingData, async ({ caller, body }) => {
      const place = placeOf(caller);
      const dates = datesOf(body);
      const { items, discounts = [] } = Array.isArray(body.billing)
        ? { items: body.billing }
        : body.billing;
      const { usage } = body;
      const report = { ...dates, items, discounts, usage };
      const taken = await database.transact(async (sql): Promise<Result<null, Refusal>> => {
        const at = await teamClock(sql, place.teamId, now).now();
        const flaws = flawsOfReportDates(dates, at);
        if (flaws.length > 0) return wrongDates(flaws);
        const open = await requireOpen(sql, place, namedIn([...items, ...discounts, ...usage]));
        if (!open.ok) return open;
        await billingReportStore(sql, place).add(report, at);
        return ok(null);
      });
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
  const unknown = await billingReportStore(sql, place).unknownAmong(named);
  return unknown.length === 0 ? ok(null) : unknownResources(unknown);
}

/** As many wrong fields as one answer names. */
const NAMED_AT_MOST = 20;

function unknownResources(unknown: readonly string[]) {
  const fields = unknown.slice(0, NAMED_AT_MOST).map((id) => ({
    key: 'resourceId',
    message: `There is no resource '${id}' in this installation.`,
  }));
  return refuse(
    'invalid_request',
    `${unknown.length === 1 ? 'A resource is' : `${unknown.length} resources are`} not known in this installation: ${fields[0]?.message} Nothing of the request was taken.`,
    { fields },
  );
}

function wrongDates(fields: readonly { readonly key: string; readonly message: string }[]) {
  return refuse('invalid_request', `The dates cannot be taken: ${fields[0]?.message}.`, {
    fields: [...fields],
  });
}
