import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { amount } from '../../vocabulary/amount.ts';

const money = z.string().describe('A decimal in US dollars, to the last digit.');
const share = z.number().int().min(1).max(1000);

/** What a team wants to spend at most in a month, with what it has spent. */
const spendLimit = z.object({
  kind: z.enum(['team', 'project', 'installation', 'resource']),
  id: z.string().nullable().describe('What it limits; null for the team.'),
  amount,
  hardStop: z.boolean().describe('Whether nothing more is bought once it is reached.'),
  warnAt: z.array(share).describe('Shares of the amount, in per cent, of which the team is told.'),
  month: z.object({ start: z.iso.datetime(), end: z.iso.datetime() }),
  invoiced: money.describe('Of invoices that are dated in the month.'),
  reported: money.describe('Of the newest reports that are not billed yet.'),
  spent: money.describe('Both together.'),
  isReached: z.boolean(),
});
export type SpendLimit = z.infer<typeof spendLimit>;

const place = '/kontor/v1/teams/{team}/limits';

export const listSpendLimits = {
  id: 'listSpendLimits',
  method: 'GET',
  path: place,
  summary: 'Lists what the team wants to spend at most in a month, and what it has spent.',
  access: { kind: 'team', action: 'billing:read' },
  responses: { 200: z.object({ limits: z.array(spendLimit) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const setSpendLimit = {
  id: 'setSpendLimit',
  method: 'PUT',
  path: `${place}/{subject}`,
  summary:
    'Limits what a month may cost: of the team (the word team), or of a project, an installation or a resource by id.',
  access: { kind: 'team', action: 'billing:manage' },
  request: z.strictObject({
    amount: amount.max(16).describe('In dollars, for each calendar month in UTC.'),
    hardStop: z
      .boolean()
      .default(false)
      .describe('Refuse purchases and paid plans once it is reached.'),
    warnAt: z
      .array(share)
      .max(10)
      .default([50, 80, 100])
      .describe('Shares of the amount, in per cent; none for no warnings.'),
  }),
  responses: { 200: z.object({ limit: spendLimit }) },
  audit: { event: 'spend-limit.set' },
} as const satisfies HostEndpoint;

export const removeSpendLimit = {
  id: 'removeSpendLimit',
  method: 'DELETE',
  path: `${place}/{subject}`,
  summary: 'Removes a limit.',
  access: { kind: 'team', action: 'billing:manage' },
  responses: { 204: null },
  audit: { event: 'spend-limit.removed' },
} as const satisfies HostEndpoint;
