import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { amount } from '../../vocabulary/amount.ts';
import { installationId, invoiceId } from '../../vocabulary/ids.ts';
import { invoiceState } from '../../vocabulary/invoice-state.ts';
import { billingDiscount, billingItem } from '../platform/charges.ts';
import { usageReport } from './usage.ts';

const moment = z.iso.datetime();
const period = z.object({ start: moment, end: moment });

const invoiceOfEvidence = z.object({
  id: invoiceId,
  installationId,
  integration: z.object({ slug: z.string(), name: z.string() }),
  state: invoiceState,
  externalId: z.string().nullable(),
  invoiceDate: moment,
  period,
  items: z.array(billingItem),
  discounts: z.array(billingDiscount),
  total: amount,
  createdAt: moment,
  // absent in files that were exported before there were numbers and taxes
  number: z.string().nullable().optional(),
  taxes: z.array(z.object({ name: z.string(), rate: amount, amount })).optional(),
  credited: amount.optional(),
  isOfTestClock: z.boolean().optional().describe('Whether no money is owed in earnest.'),
  // absent in files that were exported before small invoices were carried
  collects: z
    .array(z.object({ id: invoiceId, number: z.string().nullable(), due: amount }))
    .optional()
    .describe('The smaller invoices that are charged with it, each with evidence of its own.'),
  dueTogether: amount.optional().describe('What is charged at once.'),
  collectedWith: invoiceId.nullable().optional(),
});

const planOfEvidence = z.object({
  /** The provider's id of the resource; null for the installation. */
  resourceId: z.string().nullable(),
  planId: z.string(),
  type: z.enum(['subscription', 'prepayment']),
  since: moment,
  until: moment.nullable(),
  name: z.string().nullable().describe('As its provider states it, where it still holds.'),
  cost: z.string().nullable(),
});

const { charges, usage } = usageReport.shape;
const reportOfEvidence = z.object({
  id: z.string(),
  reportedAt: moment,
  receivedAt: moment,
  eod: moment,
  period,
  charges,
  usage,
});

/** What one line of the invoice came from, as positions in `plans` and `reports`. */
const basis = z.object({
  line: z.string().describe('Such as items[0] or discounts[1].'),
  plans: z.array(z.int().min(0)).describe('The plans that held for it.'),
  report: z.int().min(0).nullable().describe('Null where nothing of its name was reported.'),
  charge: z.int().min(0).nullable().describe('Which charge of that report it is.'),
  usage: z.int().min(0).nullable().describe('The usage of its name in that report.'),
});

const digest = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * Everything that an invoice can be recomputed from, without the host: what was billed, the plans that
 * held, and the newest report of its period, which may have come in parts.
 */
export const invoiceEvidence = z.object({
  format: z.literal('kontor.invoice-evidence/1'),
  exportedAt: moment,
  invoice: invoiceOfEvidence,
  plans: z.array(planOfEvidence),
  reports: z.array(reportOfEvidence),
  lines: z.array(basis),
  /** SHA-256 of the canonical JSON (RFC 8785) of each part. */
  digests: z.object({ invoice: digest, plans: digest, reports: z.array(digest) }),
});
export type InvoiceEvidence = z.infer<typeof invoiceEvidence>;

export const getInvoiceEvidence = {
  id: 'getInvoiceEvidence',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/invoices/{invoice}/evidence',
  summary: 'Exports what an invoice came from: its lines, plans and reports, with their digests.',
  access: { kind: 'team', action: 'invoice:read' },
  rateLimit: { requests: 120, windowSeconds: 60, per: 'person' },
  responses: { 200: z.object({ evidence: invoiceEvidence }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
