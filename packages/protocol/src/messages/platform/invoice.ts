import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { instant } from '../../vocabulary/instant.ts';
import { chargeResult, invoiceState } from '../../vocabulary/invoice-state.ts';
import { billingBodyBytes } from './billing.ts';
import { billingDiscount, billingItem, billingPeriod, charge } from './charges.ts';
import { perMinute } from './rate-limit.ts';
import { refusals, refusalsOfChanges } from './refusals.ts';

/** Something is billed once: a duplicate is refused with 409. @see spec/platform-api.md §2.12 */
export const submitInvoice = {
  id: 'submitInvoice',
  method: 'POST',
  path: '/v1/installations/{installationId}/billing/invoices',
  summary: 'Bills a team for a period of subscriptions.',
  access: { kind: 'installation' },
  rateLimit: perMinute(10),
  maxBodyBytes: billingBodyBytes,
  request: z.strictObject({
    invoiceDate: instant.describe('Within the period.'),
    period: billingPeriod,
    items: z.array(billingItem),
    discounts: z.array(billingDiscount).optional(),
    externalId: z.string().min(1).max(256).optional().describe("The provider's own number."),
    memo: z.string().max(4096).optional(),
    final: z.boolean().optional().describe('The last one of an installation that is removed.'),
    test: z
      .strictObject({ validate: z.boolean().optional(), result: chargeResult.optional() })
      .optional(),
  }),
  responses: {
    200: z.object({
      invoiceId: z.string().optional(),
      test: z.boolean().optional(),
      validationErrors: z.array(z.string()).optional(),
    }),
    ...refusalsOfChanges,
  },
  audit: { event: 'invoice.created' },
} as const satisfies HostEndpoint;

/** An invoice as its provider is shown it. @see spec/platform-api.md §2.14 */
export const invoice = z.object({
  invoiceId: z.string(),
  state: invoiceState,
  externalId: z.string().optional(),
  invoiceNumber: z.string().optional(),
  invoiceDate: z.string(),
  period: z.object({ start: z.string(), end: z.string() }),
  memo: z.string().optional(),
  items: z.array(billingItem),
  discounts: z.array(billingDiscount).optional(),
  total: charge,
  created: z.string(),
  updated: z.string(),
  paidAt: z.string().optional(),
  refundedAt: z.string().optional(),
  refundReason: z.string().optional(),
  refundTotal: charge.optional(),
  test: z.boolean().optional(),
});
export type Invoice = z.infer<typeof invoice>;

/** @see spec/platform-api.md §2.14 */
export const getInvoice = {
  id: 'getInvoice',
  method: 'GET',
  path: '/v1/installations/{installationId}/billing/invoices/{invoiceId}',
  summary: 'Answers how an invoice stands.',
  access: { kind: 'installation' },
  rateLimit: perMinute(60),
  responses: { 200: invoice, ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §2.15 */
export const actOnInvoice = {
  id: 'actOnInvoice',
  method: 'POST',
  path: '/v1/installations/{installationId}/billing/invoices/{invoiceId}/actions',
  summary: 'Refunds an invoice, or cancels one that was not charged.',
  access: { kind: 'installation' },
  rateLimit: perMinute(60),
  request: z.strictObject({
    action: z.literal('refund'),
    reason: z.string().max(4096),
    total: charge.describe("At most what is left of the invoice's total."),
  }),
  responses: { 204: null, ...refusalsOfChanges },
  audit: { event: 'invoice.refund-requested' },
} as const satisfies HostEndpoint;

/** A promise that ends the wait for last invoices. @see spec/platform-api.md §2.13 */
export const finalizeBilling = {
  id: 'finalizeBilling',
  method: 'POST',
  path: '/v1/installations/{installationId}/billing/finalize',
  summary: 'Tells that no more invoices of a removed installation will come.',
  access: { kind: 'installation' },
  rateLimit: perMinute(10),
  responses: { 204: null, ...refusals },
  audit: { event: 'installation.billing-closed' },
} as const satisfies HostEndpoint;
