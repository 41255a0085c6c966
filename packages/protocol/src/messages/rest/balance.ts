import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { refusals, refusalsOfChanges } from '../platform/refusals.ts';
import { scopeQuery } from './scope.ts';

const cents = z.int().positive().max(100_000_000);

/** When a balance is to be filled up, with how much, and how much at most in a period. */
const threshold = z.object({
  resourceId: z.string().optional().describe("The provider's id; absent for all resources."),
  billingPlanId: z.string(),
  minimumAmountInCents: z.number(),
  purchaseAmountInCents: z.number(),
  maximumAmountPerPeriodInCents: z.number().optional(),
  metadata: z.string().describe('JSON text.'),
});
export type Threshold = z.infer<typeof threshold>;

const balance = z.object({
  resourceId: z.string().optional().describe("The provider's id; absent for all resources."),
  currencyValueInCents: z.number(),
  credit: z.string().optional(),
  nameLabel: z.string().optional(),
  reportedAt: z.iso.datetime(),
});
export type ShownBalance = z.infer<typeof balance>;

/** @see spec/platform-api.md §5 */
export const listBalances = {
  id: 'listBalances',
  method: 'GET',
  path: '/v1/integrations/installations/{installation}/billing/balance',
  summary: 'Shows what is left of prepayments, and when they are filled up.',
  access: { kind: 'scope', action: 'billing:read' },
  query: scopeQuery,
  responses: {
    200: z.object({ balances: z.array(balance), thresholds: z.array(threshold) }),
    ...refusals,
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

const wantedThreshold = z.object({
  billingPlanId: z.string().min(1).max(256),
  minimumAmountInCents: cents,
  purchaseAmountInCents: cents,
  maximumAmountPerPeriodInCents: cents.optional(),
  metadata: z.string().max(16_384).default('{}').describe('A JSON object in text.'),
});
export type WantedThreshold = z.infer<typeof wantedThreshold>;

/** @see spec/platform-api.md §5 */
export const setThreshold = {
  id: 'setThreshold',
  method: 'POST',
  path: '/v1/integrations/installations/{installation}/resources/{store}/billing/threshold',
  summary: 'Says when the balance of a resource is to be filled up.',
  access: { kind: 'scope', action: 'billing:manage' },
  query: scopeQuery,
  request: wantedThreshold,
  responses: { 200: threshold, ...refusalsOfChanges },
  audit: { event: 'billing.threshold-set' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §5 */
export const setThresholds = {
  id: 'setThresholds',
  method: 'POST',
  path: '/v1/integrations/installations/{installation}/billing/threshold/batch',
  summary: 'Says when balances of an installation are to be filled up, all or none of them.',
  access: { kind: 'scope', action: 'billing:manage' },
  query: scopeQuery,
  request: z
    .array(
      wantedThreshold.extend({
        resourceId: z.string().min(1).max(1024).optional().describe('Absent for all resources.'),
      }),
    )
    .min(1)
    .max(100),
  responses: { 200: z.object({ thresholds: z.array(threshold) }), ...refusalsOfChanges },
  audit: { event: 'billing.threshold-set' },
} as const satisfies HostEndpoint;
