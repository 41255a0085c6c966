import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { checkBlocks, checkRequires, checkSource } from '../../vocabulary/check.ts';
import { refusals } from '../platform/refusals.ts';
import { restCheckRun } from './check-run.ts';
import { scopeQuery } from './scope.ts';

const ms = z.number().describe('Milliseconds since 1970.');

/** A check of a project. @see spec/platform-api.md §4.5 */
export const restCheck = z.object({
  id: z.string(),
  name: z.string(),
  ownerId: z.string().describe('Of the team; towards a provider, as its tokens name the account.'),
  projectId: z.string(),
  isRerequestable: z.boolean(),
  requires: checkRequires,
  blocks: checkBlocks,
  targets: z.array(z.string()),
  timeout: z.number().describe('Seconds.'),
  sourceKind: z.enum(['git-provider', 'integration', 'webhook']),
  source: checkSource,
  sourceIntegrationConfigurationId: z.string().optional(),
  createdAt: ms,
  updatedAt: ms,
});
export type RestCheck = z.infer<typeof restCheck>;

const statedSource = z.union([
  z.strictObject({
    kind: z.literal('git-provider'),
    provider: z.literal('github'),
    externalCheckName: z.string().min(1).max(256),
  }),
  z.strictObject({ kind: z.literal('webhook'), webhookId: z.string().min(1).max(128).optional() }),
  z.strictObject({
    kind: z.literal('integration').optional(),
    externalResourceId: z.string().min(1).max(1024).optional(),
  }),
]);

const settings = z.object({
  name: z.string().trim().min(1).max(100),
  requires: checkRequires.optional().describe('As late as what it blocks allows, unless stated.'),
  blocks: checkBlocks.optional(),
  targets: z
    .array(z.string().min(1).max(64))
    .max(50)
    .optional()
    .describe('Environments; none are all.'),
  isRerequestable: z.boolean().optional(),
  timeout: z.number().min(1).max(86_400).optional().describe('Seconds.'),
  source: statedSource.optional(),
});

const path = '/v2/projects/{project}/checks' as const;

export const createProjectCheck = {
  id: 'createProjectCheck',
  method: 'POST',
  path,
  summary: 'Adds a check that judges each deployment of a project.',
  access: { kind: 'scope-or-installation', action: 'deployment:write' },
  query: scopeQuery,
  request: settings,
  responses: { 200: restCheck, ...refusals },
  audit: { event: 'check.created' },
} as const satisfies HostEndpoint;

export const listProjectChecks = {
  id: 'listProjectChecks',
  method: 'GET',
  path,
  summary: 'Lists the checks of a project; to a provider, its own.',
  access: { kind: 'scope-or-installation', action: 'project:read' },
  query: scopeQuery.extend({ blocks: checkBlocks.optional() }),
  responses: { 200: z.object({ checks: z.array(restCheck) }), ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const getProjectCheck = {
  id: 'getProjectCheck',
  method: 'GET',
  path: `${path}/{checkId}`,
  summary: 'Shows a check of a project.',
  access: { kind: 'scope-or-installation', action: 'project:read' },
  query: scopeQuery,
  responses: { 200: restCheck, ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const updateProjectCheck = {
  id: 'updateProjectCheck',
  method: 'PATCH',
  path: `${path}/{checkId}`,
  summary: 'Changes a check for deployments to come.',
  access: { kind: 'scope-or-installation', action: 'deployment:write' },
  query: scopeQuery,
  request: settings.omit({ source: true }).partial(),
  responses: { 200: restCheck, ...refusals },
  audit: { event: 'check.updated' },
} as const satisfies HostEndpoint;

export const deleteProjectCheck = {
  id: 'deleteProjectCheck',
  method: 'DELETE',
  path: `${path}/{checkId}`,
  summary: 'Deletes a check; it holds nothing any more.',
  access: { kind: 'scope-or-installation', action: 'deployment:write' },
  query: scopeQuery,
  responses: { 200: z.object({ success: z.literal(true) }), ...refusals },
  audit: { event: 'check.removed' },
} as const satisfies HostEndpoint;

export const listCheckRuns = {
  id: 'listCheckRuns',
  method: 'GET',
  path: `${path}/{checkId}/runs`,
  summary: 'Lists the newest runs of a check.',
  access: { kind: 'scope-or-installation', action: 'project:read' },
  query: scopeQuery,
  responses: { 200: z.object({ runs: z.array(restCheckRun) }), ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
