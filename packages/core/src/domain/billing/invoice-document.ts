import { dueOf, grossOf, paidBack } from './due.ts';
import type { Invoice, InvoiceDiscount, InvoiceItem } from './invoice.ts';
import { compareMoney, inCents, minus, sumOf } from './money.ts';

/** Somebody who stands on a document. The lines of an address end with `\n`. */
export type Party = {
  readonly name: string;
  readonly address?: string | null | undefined;
  readonly country?: string | null | undefined;
  readonly taxId?: string | null | undefined;
  readonly email?: string | null | undefined;
};

/** Who an invoice is from, to and about, as they were when it was sent. */
export type InvoiceParties = {
  readonly seller: Party;
  readonly buyer: Party;
  /** Whose product it is. */
  readonly provider: { readonly name: string; readonly developer: string };
  readonly sentAt: Date;
};

/** One giving back of an invoice or of a part of it. */
export type CreditNote = {
  /** Counted from 1 for each invoice. */
  readonly position: number;
  readonly amount: string;
  readonly reason: string | null;
  readonly issuedAt: Date;
};

/** One line of a document. */
export type DocumentLine = {
  readonly name: string;
  readonly details: string | null;
  readonly planId: string | null;
  /** What its team calls the resource; null for the installation as a whole. */
  readonly resource: string | null;
  readonly start: string | null;
  readonly end: string | null;
  readonly quantity: string | null;
  readonly price: string | null;
  /** With a minus where it is taken off. */
  readonly amount: string;
};

/** A named amount below the lines. */
export type DocumentSum = {
  readonly label: string;
  readonly amount: string;
  readonly isMain?: true;
};

/** Everything that a document says, whatever it is written in. */
export type InvoiceDocument = {
  readonly kind: 'invoice' | 'credit-note';
  readonly number: string;
  /** By which the host finds it again, whatever it is numbered. */
  readonly invoiceId: string;
  /** Whether it was sent by the time of a test clock: then no money is owed in earnest. */
  readonly isOfTestClock: boolean;
  /** Of a credit note, the invoice that it belongs to. */
  readonly ofInvoice: string | null;
  readonly externalId: string | null;
  readonly issuedAt: Date;
  readonly invoiceDate: Date;
  readonly period: Invoice['period'];
  readonly parties: InvoiceParties;
  readonly status: string;
  readonly memo: string | null;
  readonly lines: readonly DocumentLine[];
  readonly sums: readonly DocumentSum[];
};

export type DocumentFacts = {
  readonly invoice: Invoice;
  readonly parties: InvoiceParties;
  readonly creditNotes: readonly CreditNote[];
  /** What resources are called, by their provider's ids. */
  readonly resourceNames: ReadonlyMap<string, string>;
  /** Whether its team is billed by a test clock. */
  readonly isOfTestClock: boolean;
  /** What is collected with it: smaller invoices that waited for it. */
  readonly collects: readonly CollectedInvoice[];
  /** The number of the invoice that it is collected with. */
  readonly collectedWith: string | null;
};

/** A smaller invoice, by what the team finds on it. */
export type CollectedInvoice = { readonly number: string; readonly due: string };

/** An invoice as a company files it. Its amounts are those that were billed; only its state moves on. */
export function documentOf({
  invoice,
  parties,
  creditNotes,
  resourceNames,
  isOfTestClock,
  collects,
  collectedWith,
}: DocumentFacts): InvoiceDocument {
  const { items, discounts } = invoice;
  return {
    ...headOf(invoice, parties),
    isOfTestClock,
    kind: 'invoice',
    number: numberOf(invoice),
    ofInvoice: null,
    issuedAt: parties.sentAt,
    status: [
      statusOf(invoice),
      ...(collectedWith === null ? [] : [`collected with the invoice ${collectedWith}`]),
    ].join(', '),
    memo: invoice.memo,
    lines: [
      ...items.map((item) => lineOf(item, resourceNames)),
      ...discounts.map((discount) => discountLineOf(discount, resourceNames)),
    ],
    sums: [
      ...sumsOf(invoice),
      ...togetherOf(invoice, collects),
      ...creditNotes.map((note, index) => givenBack(invoice, note, creditNotes.slice(0, index))),
    ],
  };
}

/** What was given back of an invoice, as a document of its own, with its part of the taxes. */
export function creditNoteOf(
  {
    invoice,
    parties,
    creditNotes,
    isOfTestClock,
  }: Pick<DocumentFacts, 'invoice' | 'parties' | 'creditNotes' | 'isOfTestClock'>,
  note: CreditNote,
): InvoiceDocument {
  const amount = inCents(note.amount);
  const before = creditNotes.filter(({ position }) => position < note.position);
  const back = partOf(invoice, note, before);
  return {
    ...headOf(invoice, parties),
    isOfTestClock,
    kind: 'credit-note',
    number: creditNoteNumber(invoice, note),
    ofInvoice: numberOf(invoice),
    issuedAt: note.issuedAt,
    status: invoice.paidAt === null ? 'cancels what was not paid' : 'paid back',
    memo: null,
    lines: [
      {
        name: `Credit for the invoice ${numberOf(invoice)}`,
        details: note.reason,
        planId: null,
        resource: null,
        start: null,
        end: null,
        quantity: null,
        price: null,
        amount: `-${amount}`,
      },
    ],
    sums: [
      ...back.taxes.map(({ label, amount: tax }) => ({
        label,
        amount: tax === '0.00' ? tax : `-${tax}`,
      })),
      { label: 'Total credit', amount: `-${back.total}`, isMain: true },
      ...(compareMoney(back.credits, '0') === 0 || compareMoney(back.money, '0') === 0
        ? []
        : [
            { label: 'Of that as credits', amount: `-${back.credits}` },
            { label: 'Of that as money', amount: `-${back.money}` },
          ]),
    ],
  };
}

/** What one refund gave back after those before it: taxes go along, and money before credits. */
function partOf(invoice: Invoice, note: CreditNote, before: readonly CreditNote[]) {
  const former = sumOf(before.map(({ amount }) => amount));
  const [until, now] = [paidBack(invoice, former), paidBack(invoice, sumOf([former, note.amount]))];
  const taxes = invoice.taxes.map((tax, index) => ({
    label: labelOf(tax),
    amount: inCents(minus(now.taxes[index] ?? '0', until.taxes[index] ?? '0')),
  }));
  return {
    taxes,
    money: inCents(minus(now.money, until.money)),
    credits: inCents(minus(now.credits, until.credits)),
    total: inCents(sumOf([note.amount, ...taxes.map(({ amount }) => amount)])),
  };
}

function headOf(invoice: Invoice, parties: InvoiceParties) {
  const { id: invoiceId, externalId, invoiceDate, period } = invoice;
  return { invoiceId, externalId, invoiceDate, period, parties };
}

/** Its number in the books of its team; those sent before there were numbers go by their id. */
function numberOf({ id, number }: Pick<Invoice, 'id' | 'number'>): string {
  return number ?? id;
}

function creditNoteNumber(
  invoice: Pick<Invoice, 'id' | 'number'>,
  { position }: CreditNote,
): string {
  return `${numberOf(invoice)}-C${position}`;
}

function givenBack(invoice: Invoice, note: CreditNote, before: readonly CreditNote[]): DocumentSum {
  return {
    label: `Credit note ${creditNoteNumber(invoice, note)}`,
    amount: `-${partOf(invoice, note, before).total}`,
  };
}

/** `VAT 19 %`. */
function labelOf({ name, rate }: Invoice['taxes'][number]): string {
  return `${name} ${rate} %`;
}

function lineOf(item: InvoiceItem, names: DocumentFacts['resourceNames']): DocumentLine {
  return {
    ...commonOf(item, names),
    quantity: `${item.quantity} ${item.units}`.trim(),
    price: item.price,
    amount: centsOrFiner(item.total),
  };
}

function discountLineOf(
  discount: InvoiceDiscount,
  names: DocumentFacts['resourceNames'],
): DocumentLine {
  const amount = `-${centsOrFiner(discount.amount)}`;
  return { ...commonOf(discount, names), quantity: null, price: null, amount };
}

function commonOf(line: InvoiceItem | InvoiceDiscount, names: DocumentFacts['resourceNames']) {
  const { name, details = null, billingPlanId, resourceId, start = null, end = null } = line;
  const resource = resourceId === undefined ? null : (names.get(resourceId) ?? resourceId);
  return { name, details, planId: billingPlanId, resource, start, end };
}

function sumsOf(invoice: Invoice): readonly DocumentSum[] {
  const { items, discounts, total } = invoice;
  const gross = sumOf(items.map((item) => item.total));
  const off = sumOf(discounts.map(({ amount }) => amount));
  const isPlain = discounts.length === 0 && compareMoney(gross, total) === 0;
  return [
    ...(isPlain
      ? []
      : [
          { label: 'Items', amount: centsOrFiner(gross) },
          ...(discounts.length === 0
            ? []
            : [{ label: 'Discounts', amount: `-${centsOrFiner(off)}` }]),
          ...roundingOf(minus(total, minus(gross, off))),
        ]),
    ...owedOf(invoice),
  ];
}

/** The total with the taxes on it, and what is left of it once credits are taken off. */
function owedOf(invoice: Invoice): readonly DocumentSum[] {
  const { total, taxes, credited } = invoice;
  const gross = { label: 'Total', amount: grossOf(invoice), isMain: true as const };
  return [
    ...(taxes.length === 0 ? [] : [{ label: 'Total without taxes', amount: total }]),
    ...taxes.map((tax) => ({ label: labelOf(tax), amount: tax.amount })),
    gross,
    ...(compareMoney(credited, '0') === 0
      ? []
      : [
          { label: 'Paid with credits', amount: `-${inCents(credited)}` },
          { label: 'To pay', amount: dueOf(invoice), isMain: true as const },
        ]),
  ];
}

/** What is charged at once with it. */
function togetherOf(
  invoice: Invoice,
  collects: readonly CollectedInvoice[],
): readonly DocumentSum[] {
  if (collects.length === 0) return [];
  const together = inCents(sumOf([dueOf(invoice), ...collects.map(({ due }) => due)]));
  return [
    ...collects.map(({ number, due }) => ({
      label: `Carried from invoice ${number}`,
      amount: due,
    })),
    { label: 'To pay together', amount: together, isMain: true },
  ];
}

/** Lines may be finer than a cent, and what is charged is not. */
function roundingOf(difference: string): readonly DocumentSum[] {
  return compareMoney(difference, '0') === 0 ? [] : [{ label: 'Rounding', amount: difference }];
}

/** An amount with its cents, and with what is smaller than a cent where there is something. */
function centsOrFiner(amount: string): string {
  const cents = inCents(amount);
  return compareMoney(cents, amount) === 0 ? cents : amount;
}

const states = {
  scheduled: 'not sent yet',
  pending: 'carried to the next invoice',
  invoiced: 'open',
  notpaid: 'open: the last charge failed',
  overdue: 'overdue',
  refund_requested: 'being paid back',
} as const;

function statusOf({ state, paidAt, refundTotal, total }: Invoice): string {
  const day = paidAt?.toISOString().slice(0, 10);
  if (state === 'paid') return `paid on ${day}`;
  if (state !== 'refunded') return states[state];
  if (paidAt === null) return 'cancelled';
  const share = compareMoney(refundTotal, total) === 0 ? 'paid back' : 'paid back in part';
  return `paid on ${day}, ${share}`;
}
