import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { amount } from '../../vocabulary/amount.ts';
import { invoiceSummary } from './invoice.ts';

/** An amount that may be less than nothing: more is a debit, less a credit. */
export const signedAmount = z.string().regex(/^-?[0-9]+(\.[0-9]+)?$/);

const reads = { none: 'reads only' } as const;

/** What the books hold together, and whatever in them does not add up. */
export const ledgerReport = z.object({
  /** Whether nothing was found. */
  isSound: z.boolean(),
  entries: z.number().int(),
  /** All lines together: nothing, if the books are sound. */
  sum: signedAmount,
  /** What all accounts of a kind hold. */
  accounts: z.array(z.object({ kind: z.string(), sum: signedAmount })),
  invoices: z.number().int(),
  payouts: z.number().int(),
  credits: z.number().int(),
  /** The first hundred. */
  flaws: z.array(z.object({ team: z.string(), subject: z.string(), message: z.string() })),
});
export type LedgerReport = z.infer<typeof ledgerReport>;

export const verifyLedger = {
  id: 'verifyLedger',
  method: 'GET',
  path: '/kontor/v1/operator/ledger/verification',
  summary: 'Adds the books up, and compares them with every invoice, credit and payout.',
  access: { kind: 'operator' },
  responses: { 200: ledgerReport },
  audit: reads,
} as const satisfies HostEndpoint;

export const listOpenInvoices = {
  id: 'listOpenInvoices',
  method: 'GET',
  path: '/kontor/v1/operator/invoices',
  summary: 'Lists what is not paid yet, over all teams, oldest first.',
  access: { kind: 'operator' },
  query: z.strictObject({
    state: z
      .enum(['scheduled', 'pending', 'invoiced', 'notpaid', 'overdue', 'refund_requested'])
      .optional(),
    after: z.string().optional().describe('Only those newer than this invoice.'),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  responses: {
    200: z.object({
      invoices: z.array(
        invoiceSummary.extend({ team: z.object({ id: z.string(), slug: z.string() }) }),
      ),
    }),
  },
  audit: reads,
} as const satisfies HostEndpoint;

const dueToProvider = z.object({
  integration: z.object({ id: z.string(), slug: z.string() }),
  /** Less than nothing where more was refunded than came in since the last payout. */
  due: signedAmount,
  teams: z.number().int(),
});

const payout = z.object({
  id: z.string(),
  integration: z.object({ id: z.string(), slug: z.string() }),
  amount,
  reference: z.string(),
  paidAt: z.iso.datetime(),
});
export type Payout = z.infer<typeof payout>;

export const listPayouts = {
  id: 'listPayouts',
  method: 'GET',
  path: '/kontor/v1/operator/payouts',
  summary: 'Tells what is due to each provider, and what was paid out, newest first.',
  access: { kind: 'operator' },
  responses: { 200: z.object({ due: z.array(dueToProvider), payouts: z.array(payout) }) },
  audit: reads,
} as const satisfies HostEndpoint;

/** Refused where something else is due by now: nobody pays what changed meanwhile. */
export const recordPayout = {
  id: 'recordPayout',
  method: 'POST',
  path: '/kontor/v1/operator/integrations/{integration}/payouts',
  summary: 'Records that a provider was paid everything that is due to it.',
  access: { kind: 'operator' },
  request: z.strictObject({
    amount: amount.describe('What was paid, which has to be what is due.'),
    reference: z.string().trim().min(1).max(256).describe('Where to find it, such as a transfer.'),
  }),
  responses: { 201: z.object({ payout }) },
  audit: { event: 'payout.recorded' },
} as const satisfies HostEndpoint;

/** Something that was booked: its lines sum to nothing. */
export const shownEntry = z.object({
  id: z.string(),
  number: z.string().describe('Its place in the order of all entries.'),
  kind: z.string(),
  at: z.iso.datetime(),
  team: z.object({
    id: z.string(),
    slug: z.string().nullable().describe('Null once the team was deleted.'),
  }),
  subject: z.object({ kind: z.string(), id: z.string() }).describe('What it is about.'),
  lines: z.array(
    z.object({
      account: z.string(),
      of: z.string().describe('Whose account it is, such as an installation; empty for the team.'),
      amount: signedAmount,
    }),
  ),
});
export type ShownEntry = z.infer<typeof shownEntry>;

/** Of which entries something is wanted. */
export const ofEntries = {
  team: z.string().max(128).optional().describe('Only of one team, by id or slug.'),
  account: z
    .string()
    .max(64)
    .optional()
    .describe('Only with a line of this kind of account, such as `payable`.'),
};

export const listLedgerEntries = {
  id: 'listLedgerEntries',
  method: 'GET',
  path: '/kontor/v1/operator/ledger/entries',
  summary: 'Lists what was booked over all teams, newest first.',
  access: { kind: 'operator' },
  query: z.strictObject({
    ...ofEntries,
    since: z.iso.datetime({ offset: true }).optional(),
    until: z.iso.datetime({ offset: true }).optional().describe('Only those before it.'),
    before: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional()
      .describe('Only those older than the entry of this number.'),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  responses: { 200: z.object({ entries: z.array(shownEntry) }) },
  audit: reads,
} as const satisfies HostEndpoint;
