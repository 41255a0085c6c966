import * as z from 'zod';
import { amount } from '../../vocabulary/amount.ts';
import { aboutInstallation } from './about.ts';

const aboutInvoice = {
  ...aboutInstallation,
  invoiceId: z.string(),
  externalInvoiceId: z.string().nullable().describe("The provider's own id of it."),
  period: z.object({ start: z.iso.datetime(), end: z.iso.datetime() }),
};
const invoice = z.object({
  ...aboutInvoice,
  invoiceDate: z.iso.datetime(),
  invoiceTotal: amount,
});

/** The people and the invoices of an installation. @see spec/webhooks.md — WHK-17, WHK-19 */
export const marketplaceWebhooks = {
  'marketplace.member.changed': z.object({
    ...aboutInstallation,
    memberId: z.string(),
    role: z.enum(['ADMIN', 'USER', 'NONE']).describe('NONE for who is no member any more.'),
    userEmail: z.string().optional(),
    globalUserId: z.string().optional(),
  }),
  'marketplace.invoice.created': invoice,
  'marketplace.invoice.paid': invoice,
  'marketplace.invoice.notpaid': invoice,
  'marketplace.invoice.overdue': invoice,
  'marketplace.invoice.refunded': z.object({
    ...aboutInvoice,
    amount,
    reason: z.string(),
  }),
} as const;
