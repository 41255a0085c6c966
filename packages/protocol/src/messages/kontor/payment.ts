import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { amount } from '../../vocabulary/amount.ts';
import { installationId, invoiceId, paymentId, paymentMethodId } from '../../vocabulary/ids.ts';
import { invoiceSummary } from './invoice.ts';

/** What a team pays with, as people know it. */
const paymentMethod = z.object({
  id: paymentMethodId,
  kind: z.string(),
  label: z.string(),
  expires: z.string().nullable().describe('The last month in which it is good, as 2030-04.'),
  isDefault: z.boolean(),
  createdAt: z.iso.datetime(),
});
export type PaymentMethod = z.infer<typeof paymentMethod>;

/** One try to move money. */
const payment = z.object({
  id: paymentId,
  kind: z.enum(['charge', 'refund', 'authorisation']),
  status: z.enum(['running', 'pending', 'succeeded', 'failed']),
  installationId,
  invoiceId: invoiceId.nullable(),
  billingPlanId: z
    .string()
    .nullable()
    .describe('The plan that an authorisation is for: so much is held and let go at once.'),
  paymentMethodId: paymentMethodId.nullable(),
  amount,
  decline: z.object({ code: z.string(), message: z.string() }).nullable(),
  dispute: z
    .enum(['open', 'won', 'lost'])
    .nullable()
    .describe('Whether the bank of the person who paid wants the money back.'),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type Payment = z.infer<typeof payment>;

const place = '/kontor/v1/teams/{team}/payment-methods';

export const listPaymentMethods = {
  id: 'listPaymentMethods',
  method: 'GET',
  path: place,
  summary: 'Lists what the team pays with, newest first.',
  access: { kind: 'team', action: 'invoice:read' },
  responses: {
    200: z.object({
      backEnd: z.enum(['manual', 'test', 'stripe']),
      isNeeded: z.boolean().describe('Whether what costs something needs a payment method.'),
      paymentMethods: z.array(paymentMethod),
    }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const addPaymentMethod = {
  id: 'addPaymentMethod',
  method: 'POST',
  path: place,
  summary: 'Adds what the payment back end has given a token for. The first is the default.',
  access: { kind: 'team', action: 'billing:manage' },
  request: z.strictObject({ token: z.string().min(1).max(256) }),
  responses: { 201: z.object({ paymentMethod }) },
  audit: { event: 'payment-method.added' },
} as const satisfies HostEndpoint;

export const changePaymentMethod = {
  id: 'changePaymentMethod',
  method: 'PATCH',
  path: `${place}/{paymentMethod}`,
  summary: 'Makes it pay for every installation that has none of its own.',
  access: { kind: 'team', action: 'billing:manage' },
  request: z.strictObject({ isDefault: z.literal(true) }),
  responses: { 200: z.object({ paymentMethod }) },
  audit: { event: 'payment-method.made-default' },
} as const satisfies HostEndpoint;

export const removePaymentMethod = {
  id: 'removePaymentMethod',
  method: 'DELETE',
  path: `${place}/{paymentMethod}`,
  summary: 'Removes it, unless something that costs money is paid with it.',
  access: { kind: 'team', action: 'billing:manage' },
  responses: { 204: null },
  audit: { event: 'payment-method.removed' },
} as const satisfies HostEndpoint;

/** Those who read installations and not invoices need not know what they are paid with. */
export const getChosenPaymentMethod = {
  id: 'getChosenPaymentMethod',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/installations/{installation}/payment-method',
  summary: 'Tells what an installation is paid with; null where it is the default of the team.',
  access: { kind: 'team', action: 'invoice:read' },
  responses: { 200: z.object({ installationId, paymentMethodId: paymentMethodId.nullable() }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const choosePaymentMethod = {
  id: 'choosePaymentMethod',
  method: 'PUT',
  path: '/kontor/v1/teams/{team}/installations/{installation}/payment-method',
  summary: 'Says what an installation is paid with; null for the default of the team.',
  access: { kind: 'team', action: 'billing:manage' },
  request: z.strictObject({ paymentMethodId: paymentMethodId.nullable() }),
  responses: { 200: z.object({ installationId, paymentMethodId: paymentMethodId.nullable() }) },
  audit: { event: 'payment-method.chosen' },
} as const satisfies HostEndpoint;

const invoicePlace = '/kontor/v1/teams/{team}/invoices/{invoice}';

export const payInvoice = {
  id: 'payInvoice',
  method: 'POST',
  path: `${invoicePlace}/payment`,
  summary: 'Pays an invoice now, an overdue one too.',
  access: { kind: 'team', action: 'billing:manage' },
  request: z.strictObject({ paymentMethodId: paymentMethodId.optional() }).default({}),
  responses: {
    200: z.object({ payment, invoice: invoiceSummary }),
    202: z
      .object({ payment, invoice: invoiceSummary })
      .describe('The money, or news of it, is under way.'),
  },
  audit: { event: 'invoice.paid' },
} as const satisfies HostEndpoint;

/** Authorisations for plans too, which belong to no invoice. */
export const listTeamPayments = {
  id: 'listTeamPayments',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/payments',
  summary: 'Lists every try to move money of a team, newest first.',
  access: { kind: 'team', action: 'invoice:read' },
  query: z.strictObject({
    installation: installationId.optional(),
    kind: payment.shape.kind.optional(),
    before: paymentId.optional().describe('Only those older than this one.'),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  responses: { 200: z.object({ payments: z.array(payment) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const listPayments = {
  id: 'listPayments',
  method: 'GET',
  path: `${invoicePlace}/payments`,
  summary: 'Lists every try to move money for an invoice, newest first.',
  access: { kind: 'team', action: 'invoice:read' },
  responses: { 200: z.object({ payments: z.array(payment) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
