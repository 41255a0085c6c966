import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { amount } from '../../vocabulary/amount.ts';
import { invoiceState } from '../../vocabulary/invoice-state.ts';
import { ofEntries, signedAmount } from './ledger.ts';

const moment = z.iso.datetime();

/** The days whose rows are wanted; all of them where neither is stated. */
const days = {
  from: z.iso.date().optional().describe('The first day, in UTC.'),
  to: z.iso.date().optional().describe('The last day, in UTC.'),
};
const isInOrder = ({
  from,
  to,
}: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}) => from === undefined || to === undefined || from <= to;
const otherwise = { message: 'is before the first day', path: ['to'] };
const period = z.strictObject(days).refine(isInOrder, otherwise);

/** An export reads a lot, and nobody needs it many times in a minute. */
const rateLimit = { requests: 60, windowSeconds: 60, per: 'person' } as const;
const reads = { none: 'reads only' } as const;

/** An invoice in a file: what a team was billed, and what became of it. */
const invoiceRow = z.object({
  invoiceId: z.string(),
  number: z.string().nullable(),
  integration: z.string().describe('Its slug.'),
  installationId: z.string(),
  externalId: z.string().nullable(),
  state: invoiceState,
  invoiceDate: moment,
  periodStart: moment,
  periodEnd: moment,
  total: amount.describe('What the provider bills.'),
  taxes: amount.describe('What is added to it.'),
  credited: amount.describe("What is paid from the team's credits."),
  due: amount.describe('What is left to be charged, or was.'),
  refundTotal: amount.describe('The part of the total that was paid back.'),
  paidAt: moment.nullable(),
  refundedAt: moment.nullable(),
  memo: z.string().nullable(),
});
export type ExportedInvoice = z.infer<typeof invoiceRow>;

/** The same as the operator's books have it. The last amounts are what each account holds because of it. */
const bookedInvoiceRow = invoiceRow.extend({
  teamId: z.string(),
  team: z.string().describe('Its slug.'),
  paidWith: z.string().nullable().describe('The payment back end.'),
  receivable: signedAmount.describe('What the team owes still.'),
  cash: signedAmount.describe('What came in and stayed.'),
  payable: signedAmount.describe('What is the provider’s of it; less than nothing is due to it.'),
  commission: signedAmount.describe('What is the operator’s of it.'),
  tax: signedAmount.describe('What is owed to tax offices.'),
});
export type BookedInvoice = z.infer<typeof bookedInvoiceRow>;

/** One side of an entry: the lines of an entry sum to nothing. */
const ledgerRow = z.object({
  number: z.string().describe('Counts entries, in the order of posting.'),
  entryId: z.string(),
  at: moment.describe("The team's own time, by which the period is chosen."),
  postedAt: moment,
  kind: z.string(),
  teamId: z.string(),
  team: z.string().describe('Its slug.'),
  subject: z.string().describe('What it is about: invoice, credit, payout or dispute.'),
  subjectId: z.string(),
  line: z.number().int(),
  account: z.string(),
  accountOf: z.string().describe('Whose: an installation, an integration, a back end, a tax.'),
  amount: signedAmount.describe('More than nothing is a debit, less a credit.'),
});
export type ExportedLine = z.infer<typeof ledgerRow>;

/** What became due to a provider in a period, and what it was paid. */
const payoutRow = z.object({
  integrationId: z.string(),
  integration: z.string().describe('Its slug.'),
  opening: signedAmount.describe('What was due to it before.'),
  earned: signedAmount.describe('What became due: what came in, without the commission.'),
  refunded: signedAmount.describe('What was taken from it again for refunds.'),
  paidOut: signedAmount.describe('What it was paid.'),
  closing: signedAmount.describe('What is due: opening + earned - refunded - paidOut.'),
  commission: signedAmount.describe('The share that the operator kept, in the same period.'),
});
export type ExportedDue = z.infer<typeof payoutRow>;

const csv = { media: 'text/csv; charset=utf-8', responses: { 200: z.file() } } as const;

/** Rows come one after the other, however many there are. */
const streamed = { method: 'GET', query: period, rateLimit, streams: true, audit: reads } as const;
const ofOperator = { ...streamed, access: { kind: 'operator' } } as const;
const ofBooks = {
  ...ofOperator,
  query: z.strictObject({ ...days, ...ofEntries }).refine(isInOrder, otherwise),
} as const;
const ofTeam = { ...streamed, access: { kind: 'team', action: 'invoice:read' } } as const;

export const exportInvoicesCsv = {
  ...ofTeam,
  id: 'exportInvoicesCsv',
  path: '/kontor/v1/teams/{team}/exports/invoices.csv',
  summary: 'Writes the invoices of a team as CSV, by their date, the earliest first.',
  ...csv,
} as const satisfies HostEndpoint;

export const exportInvoicesJson = {
  ...ofTeam,
  id: 'exportInvoicesJson',
  path: '/kontor/v1/teams/{team}/exports/invoices.json',
  summary: 'Writes the invoices of a team as JSON, by their date, the earliest first.',
  media: 'application/json',
  responses: { 200: z.array(invoiceRow) },
} as const satisfies HostEndpoint;

export const exportAllInvoicesCsv = {
  ...ofOperator,
  id: 'exportAllInvoicesCsv',
  path: '/kontor/v1/operator/exports/invoices.csv',
  summary: 'Writes the invoices of all teams as CSV, by their date, the earliest first.',
  ...csv,
} as const satisfies HostEndpoint;

export const exportAllInvoicesJson = {
  ...ofOperator,
  id: 'exportAllInvoicesJson',
  path: '/kontor/v1/operator/exports/invoices.json',
  summary: 'Writes the invoices of all teams as JSON, by their date, the earliest first.',
  media: 'application/json',
  responses: { 200: z.array(bookedInvoiceRow) },
} as const satisfies HostEndpoint;

export const exportLedgerCsv = {
  ...ofBooks,
  id: 'exportLedgerCsv',
  path: '/kontor/v1/operator/exports/ledger.csv',
  summary: 'Writes the entries of the books as CSV, a row for each line, the earliest first.',
  ...csv,
} as const satisfies HostEndpoint;

export const exportLedgerJson = {
  ...ofBooks,
  id: 'exportLedgerJson',
  path: '/kontor/v1/operator/exports/ledger.json',
  summary: 'Writes the entries of the books as JSON, a row for each line, the earliest first.',
  media: 'application/json',
  responses: { 200: z.array(ledgerRow) },
} as const satisfies HostEndpoint;

export const exportPayoutsCsv = {
  ...ofOperator,
  id: 'exportPayoutsCsv',
  path: '/kontor/v1/operator/exports/payouts.csv',
  summary: 'Writes what became due to each provider and what it was paid as CSV.',
  ...csv,
} as const satisfies HostEndpoint;

export const exportPayoutsJson = {
  ...ofOperator,
  id: 'exportPayoutsJson',
  path: '/kontor/v1/operator/exports/payouts.json',
  summary: 'Writes what became due to each provider and what it was paid as JSON.',
  media: 'application/json',
  responses: { 200: z.array(payoutRow) },
} as const satisfies HostEndpoint;
