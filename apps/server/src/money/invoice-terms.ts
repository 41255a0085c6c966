import type { InvoiceTerms } from '@kontor/core';
import { findCommissionRate } from '../postgres/commission-store.ts';
import type { Sql } from '../postgres/sql.ts';
import type { TaxSource } from './taxes.ts';

/** What an invoice of an integration to a team is taken under now. */
export type InvoiceTermsSource = (parties: {
  readonly teamId: string;
  readonly integrationId: string;
}) => Promise<InvoiceTerms>;

export function createInvoiceTerms(read: Sql, taxesOf: TaxSource): InvoiceTermsSource {
  return async ({ teamId, integrationId }) => ({
    commissionRate: await findCommissionRate(read, integrationId),
    taxRates: await taxesOf(teamId),
  });
}
