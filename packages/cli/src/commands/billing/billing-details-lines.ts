import type { BillingDetails } from '@kontor/protocol/kontor';

/** Whom invoices are addressed to, as it stands on them. */
export function billingDetailsLines(details: BillingDetails): readonly string[] {
  const { name, address, country, taxId, email } = details;
  return [
    name,
    ...(address === null ? [] : address.split('\n')),
    ...(country === null ? [] : [country]),
    ...(taxId === null ? [] : [`Tax id: ${taxId}`]),
    ...(email === null ? [] : [email]),
  ];
}
