import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { instant } from '../../vocabulary/instant.ts';
import { billingDiscount, billingItem, billingPeriod } from './charges.ts';
import { perMinute } from './rate-limit.ts';
import { refusals } from './refusals.ts';

/** A request with one line for every resource of a large installation is as large as this. */
export const billingBodyBytes = 8 * 1024 * 1024;

/** A running total of something that a team uses; closed. @see spec/platform-api.md §2.11 */
export const usageRow = z.strictObject({
  name: z.string().max(1024),
  type: z.enum(['total', 'interval', 'rate']),
  units: z.string().max(256),
  dayValue: z.number(),
  periodValue: z.number(),
  planValue: z.number().optional(),
  /** The provider's id; without one it is of the whole installation. */
  resourceId: z.string().min(1).max(1024).optional(),
});
export type UsageRow = z.infer<typeof usageRow>;

/** What is owed so far. Both forms are sent by known providers. @see spec/platform-api.md §2.11 */
const chargesSoFar = z.union([
  z.array(billingItem),
  z.object({ items: z.array(billingItem), discounts: z.array(billingDiscount).optional() }),
]);

/** What the present period looks like. Nothing is charged by it. @see spec/platform-api.md §2.11 */
export const submitBillingData = {
  id: 'submitBillingData',
  method: 'POST',
  path: '/v1/installations/{installationId}/billing',
  summary: 'Reports usage and charges of the present period, to be shown.',
  access: { kind: 'installation' },
  rateLimit: perMinute(10),
  maxBodyBytes: billingBodyBytes,
  request: z.strictObject({
    timestamp: instant.describe("The provider's clock: the newest report holds."),
    eod: instant.describe('End of the billing day that is described, within the period.'),
    period: billingPeriod,
    billing: chargesSoFar,
    usage: z.array(usageRow),
  }),
  responses: { 201: null, ...refusals },
  audit: { none: 'every report is kept as it came' },
} as const satisfies HostEndpoint;

const pushedBalance = z.strictObject({
  currencyValueInCents: z.number(),
  resourceId: z.string().min(1).max(1024).optional(),
  credit: z.string().max(256).optional(),
  nameLabel: z.string().max(256).optional(),
});

/** What is left of prepayments. The newest holds. @see spec/platform-api.md §2.16 */
export const submitBalances = {
  id: 'submitBalances',
  method: 'POST',
  path: '/v1/installations/{installationId}/billing/balance',
  summary: 'Reports what is left of prepayments.',
  access: { kind: 'installation' },
  rateLimit: perMinute(10),
  maxBodyBytes: billingBodyBytes,
  request: z.strictObject({ timestamp: instant, balances: z.array(pushedBalance) }),
  responses: { 201: null, ...refusals },
  audit: { none: 'the newest balance is kept, with its time' },
} as const satisfies HostEndpoint;
