import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { amount } from '../../vocabulary/amount.ts';
import { role } from '../../vocabulary/role.ts';
import { credit } from './credit.ts';
import { signedAmount } from './ledger.ts';

const reads = { none: 'reads only' } as const;

const suspension = z.object({ reason: z.string(), since: z.iso.datetime() }).nullable();

/** A team as those see it who run the host. */
export const operatedTeam = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  members: z.int(),
  installations: z.int().describe('Those that are there.'),
  suspension: suspension.describe('Null unless it was suspended.'),
});
export type OperatedTeam = z.infer<typeof operatedTeam>;

export const listOperatedTeams = {
  id: 'listOperatedTeams',
  method: 'GET',
  path: '/kontor/v1/operator/teams',
  summary: 'Lists the teams of this host by slug.',
  access: { kind: 'operator' },
  query: z.strictObject({
    search: z
      .string()
      .max(128)
      .optional()
      .describe(
        'Only those with this in slug or name, of this id, or with somebody of this e-mail address.',
      ),
    suspended: z.enum(['true', 'false']).optional(),
    after: z.string().max(128).optional().describe('Only those behind the team of this slug.'),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  responses: { 200: z.object({ teams: z.array(operatedTeam) }) },
  audit: reads,
} as const satisfies HostEndpoint;

export const getOperatedTeam = {
  id: 'getOperatedTeam',
  method: 'GET',
  path: '/kontor/v1/operator/teams/{team}',
  summary:
    'Shows a team, by id or slug: its people, what it has installed, and how its money stands.',
  access: { kind: 'operator' },
  responses: {
    200: z.object({
      team: operatedTeam,
      people: z
        .array(z.object({ userId: z.string(), name: z.string(), email: z.string(), role }))
        .describe('The first 200 of its members, its owners before the others.'),
      installed: z.array(
        z.object({
          id: z.string(),
          integration: z.object({ slug: z.string(), name: z.string() }),
          lifecycle: z.string(),
          status: z.string(),
          resources: z.int(),
        }),
      ),
      money: z.object({
        spentThisMonth: z.string().describe('What was invoiced, and reported and not yet billed.'),
        open: z.object({ invoices: z.int(), total: amount }),
        creditsLeft: amount,
        credits: z.array(credit).describe('The newest 20 that it was given.'),
        held: amount.describe('What banks hold back because somebody disputes it.'),
        balances: signedAmount.describe(
          'What is left of what was paid before it is used; less than nothing where providers say so.',
        ),
      }),
    }),
  },
  audit: reads,
} as const satisfies HostEndpoint;

const suspensionOf = '/kontor/v1/operator/teams/{team}/suspension';

/** What runs keeps running; providers are not told. Doing it twice changes the reason. */
export const suspendTeam = {
  id: 'suspendTeam',
  method: 'PUT',
  path: suspensionOf,
  summary: 'Suspends a team: it reads and pays, and changes nothing else until it is resumed.',
  access: { kind: 'operator' },
  request: z.strictObject({
    reason: z.string().trim().min(1).max(1024).describe('Shown to the team.'),
  }),
  responses: { 200: z.object({ team: operatedTeam }) },
  audit: { event: 'team.suspended' },
} as const satisfies HostEndpoint;

export const resumeTeam = {
  id: 'resumeTeam',
  method: 'DELETE',
  path: suspensionOf,
  summary: 'Lets a suspended team do everything again.',
  access: { kind: 'operator' },
  responses: { 200: z.object({ team: operatedTeam }) },
  audit: { event: 'team.resumed' },
} as const satisfies HostEndpoint;
