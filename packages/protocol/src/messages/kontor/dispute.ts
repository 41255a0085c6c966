import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { amount } from '../../vocabulary/amount.ts';
import { paymentId } from '../../vocabulary/ids.ts';

const disputeState = z.enum(['open', 'won', 'lost']);

/** A charge whose money the bank of the person who paid wants back, or wanted. */
const dispute = z.object({
  paymentId,
  invoiceId: z.string().nullable(),
  invoiceNumber: z.string().nullable(),
  team: z.object({ id: z.string(), slug: z.string() }),
  integration: z.object({ slug: z.string(), name: z.string() }),
  backEnd: z.enum(['manual', 'test', 'stripe']),
  state: disputeState,
  amount: amount.describe('What the bank holds back, or held back.'),
  chargedAt: z.iso.datetime(),
});
export type Dispute = z.infer<typeof dispute>;

export const listDisputes = {
  id: 'listDisputes',
  method: 'GET',
  path: '/kontor/v1/operator/disputes',
  summary: 'Lists disputed charges over all teams, the newest charge first.',
  access: { kind: 'operator' },
  query: z.strictObject({
    state: disputeState.optional(),
    before: paymentId.optional().describe('Only of charges older than this one.'),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  responses: { 200: z.object({ disputes: z.array(dispute) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** Of other back ends the bank decides, and tells the host. */
export const decideDispute = {
  id: 'decideDispute',
  method: 'POST',
  path: '/kontor/v1/operator/payments/{payment}/dispute',
  summary: 'Lets the test bank dispute a charge, or end its dispute.',
  access: { kind: 'operator' },
  request: z.strictObject({ state: disputeState.describe('open disputes it; the others end it.') }),
  responses: { 200: z.object({ dispute }) },
  audit: { event: 'payment.dispute-opened' },
} as const satisfies HostEndpoint;
