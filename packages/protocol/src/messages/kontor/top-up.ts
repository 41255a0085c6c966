import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { amount, readAs } from '../../vocabulary/amount.ts';
import { installationId, resourceId } from '../../vocabulary/ids.ts';

const dollarsRead = readAs('US dollars from 0.01 to 9999999.99, such as 10.50');
const dollars = z
  .string()
  .regex(/^[0-9]{1,7}(\.[0-9]{1,2})?$/, dollarsRead)
  .refine((text) => Number(text) > 0, dollarsRead);

/** When a balance is filled up, and how that stands. @see spec/purchases.md — PUR-6, PUR-9 */
export const topUpRule = z.object({
  installationId,
  resourceId: resourceId.nullable().describe('Null for the installation as a whole.'),
  billingPlanId: z.string(),
  below: amount.describe('Below this, a balance is bought.'),
  buys: amount.describe('How much is bought at once.'),
  atMostPerMonth: amount
    .nullable()
    .describe('The most that is bought in a calendar month in UTC; null leaves it to the plan.'),
  boughtThisMonth: amount,
  state: z
    .enum(['armed', 'bought', 'held', 'stopped'])
    .describe(
      '`armed`: the next fall below counts. `bought`: it counts again once the balance was well. `held`: until the month is over. `stopped`: until it is set again.',
    ),
  stoppedFor: z.enum(['payment_failed', 'plan_changed', 'spend_limit', 'not_credited']).nullable(),
  heldUntil: z.iso.datetime().nullable(),
});
export type TopUpRule = z.infer<typeof topUpRule>;

export const listTopUpRules = {
  id: 'listTopUpRules',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/top-up-rules',
  summary: 'Lists when balances of the team are filled up by themselves, and how that stands.',
  access: { kind: 'team', action: 'billing:read' },
  responses: { 200: z.object({ topUpRules: z.array(topUpRule) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

const place = '/kontor/v1/teams/{team}/installations/{installation}/top-up-rules/{subject}';

export const setTopUpRule = {
  id: 'setTopUpRule',
  method: 'PUT',
  path: place,
  summary:
    'Says when a balance is filled up: of a resource by id, or of the installation as a whole (the word installation).',
  access: { kind: 'team', action: 'billing:manage' },
  request: z.strictObject({
    billingPlanId: z
      .string()
      .min(1)
      .max(256)
      .describe('The prepayment that holds, so that nobody agrees to another one.'),
    below: dollars,
    buys: dollars,
    atMostPerMonth: dollars.nullable().default(null),
  }),
  responses: { 200: z.object({ topUpRule }) },
  audit: { event: 'billing.threshold-set' },
} as const satisfies HostEndpoint;

export const removeTopUpRule = {
  id: 'removeTopUpRule',
  method: 'DELETE',
  path: place,
  summary: 'Lets nothing more be bought by itself. What was bought stays.',
  access: { kind: 'team', action: 'billing:manage' },
  responses: { 204: null },
  audit: { event: 'billing.threshold-removed' },
} as const satisfies HostEndpoint;
