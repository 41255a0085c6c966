import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { amount, readAs } from '../../vocabulary/amount.ts';

/** Something that a team need not pay, and why. */
export const credit = z.object({
  id: z.string(),
  amount,
  reason: z.string(),
  grantedAt: z.iso.datetime(),
});

const reads = { none: 'reads only' } as const;

/** @see docs/api.md — Money */
export const listCredits = {
  id: 'listCredits',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/credits',
  summary: 'Lists the credits of a team, newest first, and what is left of them.',
  access: { kind: 'team', action: 'invoice:read' },
  responses: { 200: z.object({ left: amount, credits: z.array(credit) }) },
  audit: reads,
} as const satisfies HostEndpoint;

/** With an `Idempotency-Key`, a repeat grants nothing more. */
export const grantCredit = {
  id: 'grantCredit',
  method: 'POST',
  path: '/kontor/v1/operator/teams/{team}/credits',
  summary: 'Gives a team a credit, which is taken off its next invoices before they are charged.',
  access: { kind: 'operator' },
  request: z.strictObject({
    amount: z
      .string()
      .regex(
        /^(?!0+(?:\.0+)?$)\d{1,9}(?:\.\d{1,2})?$/,
        readAs(
          'A credit is more than nothing, in full cents. It is at most 999999999.99 US dollars, such as 10.50',
        ),
      )
      .meta({ examples: ['10.00'] }),
    reason: z.string().trim().min(1).max(1024).describe('Shown to the team.'),
  }),
  responses: { 201: z.object({ credit, left: amount }) },
  audit: { event: 'credit.granted' },
} as const satisfies HostEndpoint;
