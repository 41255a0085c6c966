import {
  type createTakeBalances,
  type createTakeBillingReport,
  ok,
  type ReportDates,
} from '@kontor/core';
import { platformEndpoints, type submitBillingData } from '@kontor/protocol/platform';
import { readInstant } from '@kontor/protocol/vocabulary';
import type * as z from 'zod';
import { type Route, route } from '../http/route.ts';
import { placeOf } from './place.ts';

export type BillingRoutesPorts = {
  readonly takeBalances: ReturnType<typeof createTakeBalances>;
  readonly takeBillingReport: ReturnType<typeof createTakeBillingReport>;
};

/** What providers report of money and usage; nothing is charged by it. */
export function billingRoutes({
  takeBalances,
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
    route(platformEndpoints.submitBalances, async ({ caller, body, traceId }) => {
      const taken = await takeBalances({
        ...placeOf(caller),
        balances: body.balances,
        reportedAt: readInstant(body.timestamp),
        traceId,
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
