import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';

const whichDocument = z.strictObject({
  creditNote: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe('The credit note of the refund of this number, instead of the invoice.'),
});

/** Making one takes a moment, and nobody files hundreds in a minute. */
const rateLimit = { requests: 120, windowSeconds: 60, per: 'person' } as const;

export const getInvoiceHtml = {
  id: 'getInvoiceHtml',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/invoices/{invoice}/document.html',
  summary: 'Answers an invoice, or a credit note of it, as a page that can be printed.',
  access: { kind: 'team', action: 'invoice:read' },
  rateLimit,
  query: whichDocument,
  media: 'text/html; charset=utf-8',
  responses: { 200: z.file() },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const getInvoicePdf = {
  id: 'getInvoicePdf',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/invoices/{invoice}/document.pdf',
  summary: 'Answers an invoice, or a credit note of it, as a PDF file.',
  access: { kind: 'team', action: 'invoice:read' },
  rateLimit,
  query: whichDocument,
  media: 'application/pdf',
  responses: { 200: z.file() },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
