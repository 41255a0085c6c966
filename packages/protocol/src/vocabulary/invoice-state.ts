import * as z from 'zod';

/** Where an invoice stands. @see spec/platform-api.md §2.14 */
export const invoiceState = z.enum([
  'draft',
  'pending',
  'scheduled',
  'invoiced',
  'paid',
  'notpaid',
  'overdue',
  'refund_requested',
  'refunded',
]);
export type InvoiceState = z.infer<typeof invoiceState>;

/** How a test invoice ends, or the charge of a real one. @see spec/platform-api.md §2.12 */
export const chargeResult = z.enum(['paid', 'notpaid', 'overdue']);
export type ChargeResult = z.infer<typeof chargeResult>;
