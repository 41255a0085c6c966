import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import {
  checkBlocks,
  checkRequires,
  checkRunConclusion,
  checkRunStatus,
  checkSource,
} from '../../vocabulary/check.ts';
import { providerLink } from '../../vocabulary/link.ts';
import { refusal } from '../../vocabulary/refusal.ts';
import { refusals } from '../platform/refusals.ts';
import { scopeQuery } from './scope.ts';

const ms = z.number().describe('Milliseconds since 1970.');

/** One judging of a deployment by a check. @see spec/platform-api.md §4.5 */
export const restCheckRun = z.object({
  id: z.string(),
  name: z.string(),
  checkId: z.string(),
  ownerId: z.string(),
  deploymentId: z.string(),
  projectId: z.string(),
  status: checkRunStatus,
  conclusion: checkRunConclusion.optional(),
  conclusionText: z.string().optional(),
  externalId: z.string().optional(),
  externalUrl: z.string().optional(),
  output: z.record(z.string(), z.json()).optional(),
  requires: checkRequires,
  blocks: checkBlocks,
  targets: z.array(z.string()),
  source: checkSource,
  timeout: z.number().describe('Seconds.'),
  createdAt: ms,
  updatedAt: ms,
  completedAt: ms.optional(),
});
export type RestCheckRun = z.infer<typeof restCheckRun>;

const path = '/v2/deployments/{deploymentId}/check-runs' as const;

export const listDeploymentCheckRuns = {
  id: 'listDeploymentCheckRuns',
  method: 'GET',
  path,
  summary: 'Lists the check runs of a deployment; to a provider, those of its checks.',
  access: { kind: 'scope-or-installation', action: 'project:read' },
  query: scopeQuery,
  responses: { 200: z.object({ runs: z.array(restCheckRun) }), ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const createDeploymentCheckRun = {
  id: 'createDeploymentCheckRun',
  method: 'POST',
  path,
  summary: 'Has a check judge a deployment again.',
  access: { kind: 'scope-or-installation', action: 'deployment:write' },
  query: scopeQuery,
  request: z.object({ checkId: z.string().max(64) }),
  responses: { 200: restCheckRun, ...refusals, 409: refusal },
  audit: { event: 'deployment.checkrun.start' },
} as const satisfies HostEndpoint;

export const getDeploymentCheckRun = {
  id: 'getDeploymentCheckRun',
  method: 'GET',
  path: `${path}/{checkRunId}`,
  summary: 'Shows a check run of a deployment.',
  access: { kind: 'scope-or-installation', action: 'project:read' },
  query: scopeQuery,
  responses: { 200: restCheckRun, ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const updateDeploymentCheckRun = {
  id: 'updateDeploymentCheckRun',
  method: 'PATCH',
  path: `${path}/{checkRunId}`,
  summary: 'Tells how a check run goes, or concludes it.',
  access: { kind: 'scope-or-installation', action: 'deployment:write' },
  query: scopeQuery,
  request: z
    .object({
      status: checkRunStatus.optional(),
      conclusion: checkRunConclusion.optional(),
      conclusionText: z.string().max(1024).optional(),
      externalId: z.string().max(256).optional(),
      externalUrl: providerLink.max(2048).optional(),
      output: z.record(z.string(), z.json()).optional(),
      completedAt: z.number().min(0).max(8_640_000_000_000_000).optional(),
    })
    .default({}),
  responses: { 200: restCheckRun, ...refusals, 409: refusal, 413: refusal },
  audit: { event: 'deployment.checkrun.updated' },
} as const satisfies HostEndpoint;
