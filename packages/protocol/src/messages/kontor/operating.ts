import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { operation } from './operation.ts';

const reads = { none: 'reads only' } as const;

/** How a provider has been answering the host. */
export const providerHealth = z.object({
  integration: z.object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    isPublished: z.boolean(),
  }),
  installations: z.number().int().describe('Those that are there.'),
  calls: z.number().int().describe('Those that were to go to the provider in this time.'),
  failed: z
    .number()
    .int()
    .describe('Those that brought no answer. A refusal is one, and no failure.'),
  medianMs: z.number().int().nullable().describe('Of those that were sent.'),
  slowestMs: z.number().int().nullable().describe('Ninety-nine of a hundred were not slower.'),
  lastFailure: z
    .object({ at: z.iso.datetime(), operation: z.string(), outcome: z.string() })
    .nullable(),
  breaker: z
    .enum(['closed', 'open', 'half-open'])
    .describe(
      'open: calls are held back for a moment. half-open: the next one decides. Of the process that answers, or of another that held calls back just now.',
    ),
  unfinished: z.number().int().describe('Operations that are not at their end.'),
});
export type ProviderHealth = z.infer<typeof providerHealth>;

export const listProviderHealth = {
  id: 'listProviderHealth',
  method: 'GET',
  path: '/kontor/v1/operator/health',
  summary: 'Tells how each provider has been answering, the worst first.',
  access: { kind: 'operator' },
  query: z.strictObject({ hours: z.coerce.number().int().min(1).max(168).default(24) }),
  responses: { 200: z.object({ since: z.iso.datetime(), providers: z.array(providerHealth) }) },
  audit: reads,
} as const satisfies HostEndpoint;

/** An operation that is not at its end, as those see it who run the host. */
export const unfinishedOperation = operation.extend({
  team: z.object({ id: z.string(), slug: z.string() }),
  integration: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  phase: z
    .enum(['call', 'settle'])
    .describe('settle: it is asked what became of it, or what it may have made is undone.'),
  isBeingTried: z.boolean(),
  mayHaveHappened: z.boolean().describe('The provider may have done it although nothing said so.'),
  lastOutcome: z.string().nullable().describe('How the last call for it ended.'),
});
export type UnfinishedOperation = z.infer<typeof unfinishedOperation>;

export const listUnfinishedOperations = {
  id: 'listUnfinishedOperations',
  method: 'GET',
  path: '/kontor/v1/operator/operations',
  summary: 'Lists operations of all teams that have been running for some time, oldest first.',
  access: { kind: 'operator' },
  query: z.strictObject({
    olderThanSeconds: z.coerce.number().int().min(0).max(604_800).default(60),
    integration: z.string().optional().describe('Only those of one, by id or slug.'),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  responses: { 200: z.object({ operations: z.array(unfinishedOperation) }) },
  audit: reads,
} as const satisfies HostEndpoint;

/** Nothing else changes: the same key is sent, and the same schedule holds afterwards. */
export const retryOperation = {
  id: 'retryOperation',
  method: 'POST',
  path: '/kontor/v1/operator/operations/{operation}/retry',
  summary: 'Has an operation tried again at once rather than when it is due.',
  access: { kind: 'operator' },
  responses: { 202: z.object({ operation: unfinishedOperation }) },
  audit: { event: 'operation.retry-requested' },
} as const satisfies HostEndpoint;

/** What this means for each kind: docs/outcomes.md. */
export const giveUpOperation = {
  id: 'giveUpOperation',
  method: 'POST',
  path: '/kontor/v1/operator/operations/{operation}/give-up',
  summary:
    'Ends an operation as failed. What the provider may have done is neither asked nor undone.',
  access: { kind: 'operator' },
  request: z.strictObject({
    reason: z.string().trim().min(1).max(1024).describe('Shown to the team.'),
  }),
  responses: { 200: z.object({ operation }) },
  audit: { event: 'operation.given-up' },
} as const satisfies HostEndpoint;
