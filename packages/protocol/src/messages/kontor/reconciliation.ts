import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { findingId, reconciliationId } from '../../vocabulary/ids.ts';

const reads = { none: 'reads only' } as const;

export const findingKind = z
  .enum(['ghost', 'orphan', 'drift', 'unknown-outcome', 'billed-but-gone', 'gone-but-billed'])
  .describe(
    'ghost: the host has it, its provider says that it has not. orphan: the provider has it, the host has not. drift: both have it and differ. unknown-outcome: an operation ended in doubt, and the provider cannot be asked. billed-but-gone: bills name what the host has not. gone-but-billed: bills name what the provider says it has not.',
  );

const seen = z.record(z.string(), z.json()).nullable();
const count = z.int().min(0);

/** Something in which host, provider and bills do not agree. */
export const finding = z.object({
  id: findingId,
  kind: findingKind,
  severity: z
    .enum(['high', 'medium', 'low'])
    .describe('high: money, or what nobody here can see. low: nothing that anybody would miss.'),
  team: z.object({ id: z.string(), slug: z.string().nullable() }),
  integration: z.object({ id: z.string(), slug: z.string() }),
  installationId: z.string(),
  resourceId: z
    .string()
    .nullable()
    .describe('Null where the host has none, or the installation itself is meant.'),
  externalId: z.string().nullable().describe('What the provider calls it.'),
  here: seen.describe('How the host has it.'),
  there: seen.describe('How its provider has it, or its bills.'),
  message: z.string(),
  repair: z
    .enum(['take-over', 'forget', 'remove'])
    .nullable()
    .describe('What can be done about it here; null where only people can mend it.'),
  advice: z.string().describe('What repairing it does, or what people can do.'),
  state: z
    .enum(['open', 'repairing', 'repaired'])
    .describe('repairing: an operation at the provider runs.'),
  operationId: z.string().nullable().describe('The operation that repairs it at the provider.'),
  foundAt: z.iso.datetime(),
  repairedAt: z.iso.datetime().nullable(),
});
export type Finding = z.infer<typeof finding>;

/** A comparison of the host, its providers and their bills. */
export const reconciliation = z.object({
  id: reconciliationId,
  origin: z.enum(['daily', 'asked']),
  integration: z.string().nullable().describe('The only one that it is about, by its slug.'),
  installationId: z.string().nullable().describe('The only one that it is about.'),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable().describe('Null while it runs.'),
  installations: count.describe('Those that were compared.'),
  resources: count.describe('Those that providers were asked about.'),
  unanswered: z
    .array(
      z.object({
        integration: z.string(),
        reason: z.string(),
        installations: count.describe('Those of it that could not be compared whole.'),
      }),
    )
    .describe('Providers that did not answer everything. There may be more than was found.'),
  findings: z
    .object({
      high: count,
      medium: count,
      low: count,
      open: count.describe('Those that were not repaired.'),
      repairable: count.describe('Those of them that can be repaired here.'),
    })
    .describe('How many there are.'),
});
export type Reconciliation = z.infer<typeof reconciliation>;

const all = '/kontor/v1/operator/reconciliations';
const one = `${all}/{reconciliation}` as const;
const shown = z.object({ reconciliation });

/** It is worked through behind the answer, a page of installations at a time. */
export const startReconciliation = {
  id: 'startReconciliation',
  method: 'POST',
  path: all,
  summary: 'Begins to compare the host with its providers and their bills. It only reads.',
  access: { kind: 'operator' },
  request: z.strictObject({
    integration: z.string().max(128).optional().describe('Only this one, by id or slug.'),
    installation: z.string().max(128).optional().describe('Only this one, by id.'),
  }),
  responses: { 202: shown },
  audit: { none: 'changes nothing of any team' },
} as const satisfies HostEndpoint;

export const listReconciliations = {
  id: 'listReconciliations',
  method: 'GET',
  path: all,
  summary: 'Lists comparisons with providers, the newest first. They are kept for thirty days.',
  access: { kind: 'operator' },
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
  responses: { 200: z.object({ reconciliations: z.array(reconciliation) }) },
  audit: reads,
} as const satisfies HostEndpoint;

export const getReconciliation = {
  id: 'getReconciliation',
  method: 'GET',
  path: one,
  summary: 'Shows how far a comparison has come, and how much it found.',
  access: { kind: 'operator' },
  responses: { 200: shown },
  audit: reads,
} as const satisfies HostEndpoint;

export const listFindings = {
  id: 'listFindings',
  method: 'GET',
  path: `${one}/findings`,
  summary: 'Lists what a comparison found, in the order in which it found it.',
  access: { kind: 'operator' },
  query: z.strictObject({
    kind: findingKind.optional(),
    repairable: z
      .enum(['true', 'false'])
      .optional()
      .describe('true: only those that are open and can be repaired here.'),
    after: z.string().max(64).optional().describe('Only those that follow the one of this id.'),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  responses: { 200: z.object({ findings: z.array(finding) }) },
  audit: reads,
} as const satisfies HostEndpoint;

/**
 * Everything is looked at once more before anything is done, here and at the provider. To repeat it
 * does nothing more.
 */
export const repairFinding = {
  id: 'repairFinding',
  method: 'POST',
  path: `${one}/findings/{finding}/repair`,
  summary: 'Does what a finding says that repairing it does, if it is still as it was found.',
  access: { kind: 'operator' },
  request: z.strictObject({}),
  responses: { 200: z.object({ finding }), 202: z.object({ finding }) },
  audit: { event: 'finding.repaired' },
} as const satisfies HostEndpoint;
