import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { amount } from '../../vocabulary/amount.ts';
import { installationId, invoiceId } from '../../vocabulary/ids.ts';
import { invoiceState } from '../../vocabulary/invoice-state.ts';
import { billingDiscount, billingItem } from '../platform/charges.ts';

/** What a provider bills a team for, without its lines. */
export const invoiceSummary = z.object({
  id: invoiceId,
  installationId,
  integration: z.object({ slug: z.string(), name: z.string() }),
  /** Given when it is sent: counted without a gap in each team and year. */
  number: z.string().nullable(),
  state: invoiceState,
  /** Whether money is still owed, or on its way back. */
  isOpen: z.boolean(),
  externalId: z.string().nullable(),
  memo: z.string().nullable(),
  invoiceDate: z.iso.datetime(),
  period: z.object({ start: z.iso.datetime(), end: z.iso.datetime() }),
  /** What the provider bills. */
  total: amount,
  /** What is added to it. */
  taxes: z.array(z.object({ name: z.string(), rate: amount, amount })),
  /** What is paid from the team's credits. */
  credited: amount,
  /** What is left to be charged, or was. */
  due: amount,
  /** The smaller ones that waited for it and are charged with it, and what all of them come to. */
  collects: z.array(z.object({ id: invoiceId, number: z.string().nullable(), due: amount })),
  dueTogether: amount,
  /** The one that it is charged with, because it is too small by itself. */
  collectedWith: invoiceId.nullable(),
  refundTotal: amount,
  /** Less than what is ever charged, and nothing followed: it counts as paid. */
  isWaived: z.boolean(),
  createdAt: z.iso.datetime(),
  paidAt: z.iso.datetime().nullable(),
  refundedAt: z.iso.datetime().nullable(),
});
export type InvoiceSummary = z.infer<typeof invoiceSummary>;

/** The same with its lines. */
export const teamInvoice = invoiceSummary.extend({
  items: z.array(billingItem),
  discounts: z.array(billingDiscount),
  refundReason: z.string().nullable(),
});
export type TeamInvoice = z.infer<typeof teamInvoice>;

const pageOfInvoices = {
  state: invoiceState.optional(),
  before: invoiceId.optional().describe('Only those older than this one.'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
};

/** Those of former installations too. @see spec/concepts.md — C9, C25 */
export const listInvoices = {
  id: 'listInvoices',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/invoices',
  summary: 'Lists the invoices of a team, newest first.',
  access: { kind: 'team', action: 'invoice:read' },
  query: z.strictObject({ installation: installationId.optional(), ...pageOfInvoices }),
  responses: { 200: z.object({ invoices: z.array(invoiceSummary) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const getTeamInvoice = {
  id: 'getTeamInvoice',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/invoices/{invoice}',
  summary: 'Shows one invoice with its lines.',
  access: { kind: 'team', action: 'invoice:read' },
  responses: { 200: z.object({ invoice: teamInvoice }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const settleInvoice = {
  id: 'settleInvoice',
  method: 'POST',
  path: '/kontor/v1/operator/teams/{team}/invoices/{invoice}/settlement',
  summary: 'Tells what became of the money of an invoice: paid, not paid, or paid back.',
  access: { kind: 'operator' },
  request: z.strictObject({
    outcome: z
      .enum(['paid', 'notpaid', 'refunded', 'refund-failed'])
      .describe('The two last ones answer a refund that is under way.'),
  }),
  responses: { 200: z.object({ invoice: invoiceSummary }) },
  audit: { event: 'invoice.paid' },
} as const satisfies HostEndpoint;
