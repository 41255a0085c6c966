import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { approvalState } from '../../vocabulary/approval-state.ts';
import { approvalId, installationId, operationId, resourceId } from '../../vocabulary/ids.ts';

export const operationKind = z.enum([
  'install',
  'update-installation',
  'renew-installation',
  'uninstall',
  'provision',
  'update-resource',
  'delete-resource',
  'rotate-secrets',
  'provision-purchase',
  'remove-leftover',
]);
export type OperationKind = z.infer<typeof operationKind>;

/**
 * One durable change that crosses the wire. `running` covers everything before the outcome is
 * known: the call, repeats with the same key, and settling an outcome that stayed unknown.
 */
export const operation = z.object({
  id: operationId,
  kind: operationKind,
  status: z
    .enum(['awaiting-approval', 'running', 'succeeded', 'failed'])
    .describe(
      '`awaiting-approval`: an agent asks, and nothing is done until somebody approves it.',
    ),
  installationId,
  resourceId: resourceId.nullable(),
  attempts: z.int().describe('How often the provider was called for it.'),
  nextAttemptAt: z.iso.datetime().nullable(),
  refusal: z
    .object({
      code: z.string(),
      message: z.string(),
      fields: z.array(z.object({ key: z.string(), message: z.string().optional() })).optional(),
      userMessage: z.string().optional(),
      url: z.string().optional(),
    })
    .nullable(),
  approval: z
    .object({
      id: approvalId,
      state: approvalState,
      path: z.string().describe('The page on which somebody decides, at this host.'),
      expiresAt: z.iso.datetime(),
    })
    .nullish()
    .describe('What it waits for, or waited for.'),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type Operation = z.infer<typeof operation>;

export const listOperations = {
  id: 'listOperations',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/operations',
  summary: 'Lists the operations of a team, newest first.',
  access: { kind: 'team', action: 'installation:read' },
  query: z.strictObject({
    status: z.enum(['awaiting-approval', 'running', 'succeeded', 'failed']).optional(),
    resource: z.string().optional(),
    installation: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  responses: { 200: z.object({ operations: z.array(operation) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const getOperation = {
  id: 'getOperation',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/operations/{operation}',
  summary:
    'Shows how an operation stands. With `wait`, answers when it ends or the seconds are over.',
  access: { kind: 'team', action: 'installation:read' },
  query: z.strictObject({ wait: z.coerce.number().int().min(0).max(30).default(0) }),
  responses: { 200: z.object({ operation }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
