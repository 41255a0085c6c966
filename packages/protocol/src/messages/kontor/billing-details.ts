import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';

const text = (most: number) => z.string().trim().min(1).max(most);

/** Whom a team wants its invoices addressed to. */
export const billingDetails = z.object({
  name: text(256).describe('The company, as it stands on documents.'),
  address: text(1024).nullable().describe('Lines of the address, with a line feed between them.'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'A country is two capital letters, such as DE.')
    .nullable()
    .describe('ISO 3166-1 alpha-2.'),
  taxId: text(64).nullable().describe('Such as a VAT number.'),
  email: z.email().max(254).nullable().describe('Whom to write to about invoices.'),
});
export type BillingDetails = z.infer<typeof billingDetails>;

export const getBillingDetails = {
  id: 'getBillingDetails',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/billing-details',
  summary: "Shows whom a team's invoices are addressed to: its own name until it says otherwise.",
  access: { kind: 'team', action: 'billing:manage' },
  responses: { 200: z.object({ billingDetails }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const updateBillingDetails = {
  id: 'updateBillingDetails',
  method: 'PATCH',
  path: '/kontor/v1/teams/{team}/billing-details',
  summary:
    'Says whom invoices are addressed to from now on; those that were sent stay as they are.',
  access: { kind: 'team', action: 'billing:manage' },
  request: z.strictObject(billingDetails.partial().shape),
  responses: { 200: z.object({ billingDetails }) },
  audit: { event: 'team.billing-details-changed' },
} as const satisfies HostEndpoint;
