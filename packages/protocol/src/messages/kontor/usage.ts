import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { amount } from '../../vocabulary/amount.ts';

const moment = z.iso.datetime();
const resource = z.string().nullable().describe("The provider's id; null for the installation.");

const chargeSoFar = z.object({
  kind: z.enum(['item', 'discount']),
  resourceId: resource,
  billingPlanId: z.string(),
  name: z.string(),
  details: z.string().nullable(),
  price: amount.nullable(),
  quantity: z.string().nullable().describe('A decimal, exactly as it was reported.'),
  units: z.string().nullable(),
  amount,
});

const usageSoFar = z.object({
  resourceId: resource,
  name: z.string(),
  type: z.enum(['total', 'interval', 'rate']),
  units: z.string(),
  dayValue: z.string(),
  periodValue: z.string(),
  planValue: z.string().nullable(),
});

/** What a provider reported last for a day, a week or a month. */
export const usageReport = z.object({
  /** First moment of the day, week or month, in UTC. */
  from: moment,
  reportedAt: moment,
  eod: moment,
  period: z.object({ start: moment, end: moment }),
  charges: z.array(chargeSoFar),
  usage: z.array(usageSoFar),
});
export type UsageReport = z.infer<typeof usageReport>;

/** Nothing of this is charged; invoices are. @see spec/concepts.md — C15, C25 */
export const listUsage = {
  id: 'listUsage',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/installations/{installation}/usage',
  summary: 'Shows what was used and is owed so far, as its provider reported last, newest first.',
  access: { kind: 'team', action: 'billing:read' },
  query: z.strictObject({
    per: z.enum(['day', 'week', 'month']).default('day'),
    limit: z.coerce.number().int().min(1).max(31).default(1),
  }),
  responses: { 200: z.object({ reports: z.array(usageReport) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const listBalances = {
  id: 'listBalances',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/installations/{installation}/balances',
  summary: 'Shows what is left of prepayments, as the provider reported last.',
  access: { kind: 'team', action: 'billing:read' },
  responses: {
    200: z.object({
      balances: z.array(
        z.object({
          resourceId: resource,
          currencyValueInCents: z.string().describe('A decimal, exactly as it was reported.'),
          credit: z.string().nullable(),
          nameLabel: z.string().nullable(),
          reportedAt: moment,
        }),
      ),
    }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
