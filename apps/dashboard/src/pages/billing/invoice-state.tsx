import type { InvoiceState } from '@kontor/protocol';
import { Badge, type Tone } from '../../ui/badge.tsx';

const said: Readonly<Record<InvoiceState, readonly [name: string, tone: Tone]>> = {
  draft: ['Draft', 'neutral'],
  pending: ['Carried', 'neutral'],
  scheduled: ['Scheduled', 'neutral'],
  invoiced: ['Open', 'accent'],
  paid: ['Paid', 'good'],
  notpaid: ['Payment failed', 'bad'],
  overdue: ['Overdue', 'bad'],
  refund_requested: ['Refund under way', 'warn'],
  refunded: ['Refunded', 'neutral'],
};

/** What one is called that has not been sent, as one that is carried or waits for its day. */
export const NOT_NUMBERED = 'Not numbered yet';

/** The states of invoices, as people choose them. */
export const invoiceStates = Object.entries(said).map(([value, [label]]) => ({ value, label }));

/** Whether an address names a state. */
export function asState(value: string | undefined): InvoiceState | undefined {
  return Object.keys(said).find((state): state is InvoiceState => state === value);
}

export function StateOfInvoice({ state }: { readonly state: InvoiceState }) {
  const [name, tone] = said[state];
  return <Badge tone={tone}>{name}</Badge>;
}
