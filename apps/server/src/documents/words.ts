import type { DocumentLine, InvoiceDocument, Party } from '@kontor/core';

/** The words of a document, the same whatever it is written in. Amounts are US dollars. */
export function titleOf({ kind, number }: InvoiceDocument): string {
  return `${kind === 'invoice' ? 'Invoice' : 'Credit note'} ${number}`;
}

/** Its dates and what it belongs to, each with what it is called. */
export function factsOf(document: InvoiceDocument): readonly (readonly [string, string])[] {
  const { ofInvoice, externalId, issuedAt, invoiceDate, period, parties, status } = document;
  return [
    ...(document.isOfTestClock ? [testClockFact] : []),
    ['Issued', dayOf(issuedAt)],
    ...(ofInvoice === null ? [] : [['For the invoice', ofInvoice] as const]),
    ['Invoice date', dayOf(invoiceDate)],
    ['Period', `${dayOf(period.start)} to ${dayOf(period.end)}`],
    ['Product of', `${parties.provider.name} (${parties.provider.developer})`],
    ...(externalId === null ? [] : [["Provider's number", externalId] as const]),
    ['Status', status],
    ...(document.number === document.invoiceId ? [] : [['Id', document.invoiceId] as const]),
  ];
}

/** So that nobody files it as something that is owed. */
const testClockFact = ['Test', 'Made on a test clock: no money is owed.'] as const;

/** The lines of somebody's address, their name apart. */
export function addressOf({ address, country, taxId, email }: Party): readonly string[] {
  return [
    ...(address ? address.split(/\r\n|\r|\n/) : []),
    ...(country ? [country] : []),
    ...(taxId ? [`Tax id: ${taxId}`] : []),
    ...(email ? [email] : []),
  ];
}

/** What stands below the name of a line. */
export function notesOf({
  details,
  planId,
  resource,
  start,
  end,
}: DocumentLine): readonly string[] {
  const what = [
    ...(resource === null ? [] : [`Resource ${resource}`]),
    ...(planId === null ? [] : [`Plan ${planId}`]),
    ...(start === null && end === null ? [] : [timeOf(start, end)]),
  ].join(' · ');
  return [...(details ? [details] : []), ...(what === '' ? [] : [what])];
}

function timeOf(start: string | null, end: string | null): string {
  const from = start === null ? '' : `from ${dayOf(new Date(start))}`;
  const until = end === null ? '' : `to ${dayOf(new Date(end))}`;
  return `${from} ${until}`.trim();
}

/** `-12.50` is `-$12.50`. */
export function dollars(amount: string): string {
  return amount.startsWith('-') ? `-$${amount.slice(1)}` : `$${amount}`;
}

/** A day in UTC, in the order that sorts. */
function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

export const currencyNote = 'All amounts are in US dollars (USD). Dates are in UTC.';
