import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { amount } from '../../vocabulary/amount.ts';
import { approvalId, installationId, invoiceId, resourceId } from '../../vocabulary/ids.ts';
import { invoiceState } from '../../vocabulary/invoice-state.ts';
import { hourly } from './rate-limit.ts';

/** A balance that a team bought under a prepayment. @see spec/concepts.md — C24 */
export const purchase = z.object({
  /** Its invoice, which is its name too. */
  invoiceId,
  invoiceState,
  installationId,
  resourceId: resourceId.nullable().describe('Null for the installation as a whole.'),
  billingPlanId: z.string(),
  amount,
  origin: z
    .enum(['manual', 'automatic'])
    .describe('Automatic where a balance fell below its threshold.'),
  state: z.enum(['open', 'paid', 'crediting', 'credited', 'refused', 'unclear', 'cancelled']),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Purchase = z.infer<typeof purchase>;

export const createPurchase = {
  id: 'createPurchase',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/installations/{installation}/purchases',
  summary: 'Buys a balance under the prepayment that holds, and pays the invoice of it.',
  access: { kind: 'team', action: 'purchase:make' },
  rateLimit: hourly,
  request: z.strictObject({
    amount: amount
      .max(16)
      .describe('In dollars, between what the plan sells at least and at most at once.'),
    resource: z
      .string()
      .max(128)
      .optional()
      .describe('Whose balance it is for; without one that of the installation as a whole.'),
  }),
  responses: {
    201: z.object({ purchase }),
    202: z
      .object({
        purchase: purchase.nullable(),
        approval: z
          .object({ id: approvalId, url: z.string(), expiresAt: z.iso.datetime() })
          .optional()
          .describe('What an agent waits for; there is no purchase until somebody approves it.'),
      })
      .describe('The money, or news of it, is under way. Nothing is credited before it is there.'),
  },
  audit: { event: 'purchase.made' },
} as const satisfies HostEndpoint;

export const listPurchases = {
  id: 'listPurchases',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/purchases',
  summary: 'Lists the balances that a team bought, newest first.',
  access: { kind: 'team', action: 'invoice:read' },
  query: z.strictObject({
    installation: installationId.optional(),
    before: invoiceId.optional().describe('Only those older than the one of this invoice.'),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  responses: { 200: z.object({ purchases: z.array(purchase) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const getPurchase = {
  id: 'getPurchase',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/purchases/{invoice}',
  summary: 'Shows a purchase by its invoice: whether it is paid, and whether it is credited.',
  access: { kind: 'team', action: 'invoice:read' },
  responses: { 200: z.object({ purchase }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
