import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import {
  deploymentCheckConclusion,
  deploymentCheckStatus,
  statedCheckConclusion,
} from '../../vocabulary/check.ts';
import { providerLink } from '../../vocabulary/link.ts';
import { refusal } from '../../vocabulary/refusal.ts';
import { refusals } from '../platform/refusals.ts';
import { scopeQuery } from './scope.ts';

const ms = z.number().describe('Milliseconds since 1970.');
const name = z.string().trim().min(1).max(100);
const path = z.string().max(255);
const detailsUrl = providerLink.max(2048);
const externalId = z.string().max(256);

const measured = z.object({
  value: z.number().nullable(),
  previousValue: z.number().optional(),
  source: z.literal('web-vitals'),
});

/** What a page measured; clients refuse other shapes, so nothing else is taken. @see spec/partner-api.md §10.9 */
const output = z.object({
  metrics: z
    .object({
      FCP: measured,
      LCP: measured,
      CLS: measured,
      TBT: measured,
      virtualExperienceScore: measured.optional(),
    })
    .optional(),
});

/** A check in the older form. @see spec/platform-api.md §4.6 */
export const restDeploymentCheck = z.object({
  id: z.string(),
  name: z.string(),
  deploymentId: z.string(),
  integrationId: z.string(),
  blocking: z.boolean(),
  rerequestable: z.boolean(),
  status: deploymentCheckStatus,
  conclusion: deploymentCheckConclusion.optional(),
  path: z.string().optional(),
  detailsUrl: z.string().optional(),
  externalId: z.string().optional(),
  output: output.optional(),
  createdAt: ms,
  updatedAt: ms,
  startedAt: ms.optional(),
  completedAt: ms.optional(),
});
export type RestDeploymentCheck = z.infer<typeof restDeploymentCheck>;

const base = '/v1/deployments/{deploymentId}/checks' as const;

export const createCheck = {
  id: 'createCheck',
  method: 'POST',
  path: base,
  summary: 'Registers a check of a deployment, for the integration of the token.',
  access: { kind: 'scope-or-installation', action: 'deployment:write' },
  query: scopeQuery,
  request: z.object({
    name,
    blocking: z.boolean(),
    path: path.optional(),
    detailsUrl: detailsUrl.optional(),
    externalId: externalId.optional(),
    rerequestable: z.boolean().optional(),
  }),
  responses: { 200: restDeploymentCheck, ...refusals, 409: refusal },
  audit: { event: 'deployment.check.created' },
} as const satisfies HostEndpoint;

export const getAllChecks = {
  id: 'getAllChecks',
  method: 'GET',
  path: base,
  summary: 'Lists the checks of a deployment; to a provider, its own.',
  access: { kind: 'scope-or-installation', action: 'project:read' },
  query: scopeQuery,
  responses: { 200: z.object({ checks: z.array(restDeploymentCheck) }), ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const getCheck = {
  id: 'getCheck',
  method: 'GET',
  path: `${base}/{checkId}`,
  summary: 'Shows a check of a deployment.',
  access: { kind: 'scope-or-installation', action: 'project:read' },
  query: scopeQuery,
  responses: { 200: restDeploymentCheck, ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const updateCheck = {
  id: 'updateCheck',
  method: 'PATCH',
  path: `${base}/{checkId}`,
  summary: 'Tells how a check of a deployment goes, or concludes it.',
  access: { kind: 'scope-or-installation', action: 'deployment:write' },
  query: scopeQuery,
  request: z
    .object({
      name: name.optional(),
      path: path.optional(),
      status: z.enum(['running', 'completed']).optional(),
      conclusion: statedCheckConclusion.optional(),
      detailsUrl: detailsUrl.optional(),
      output: output.optional(),
      externalId: externalId.optional(),
    })
    .default({}),
  responses: { 200: restDeploymentCheck, ...refusals, 409: refusal, 413: refusal },
  audit: { event: 'deployment.check.updated' },
} as const satisfies HostEndpoint;

export const rerequestCheck = {
  id: 'rerequestCheck',
  method: 'POST',
  path: `${base}/{checkId}/rerequest`,
  summary: 'Has a check judge a deployment again.',
  access: { kind: 'scope-or-installation', action: 'deployment:write' },
  query: scopeQuery.extend({
    autoUpdate: z.string().max(8).optional().describe('`true` marks the check as running.'),
  }),
  responses: { 200: z.object({}), ...refusals, 409: refusal },
  audit: { event: 'deployment.check-rerequested' },
} as const satisfies HostEndpoint;
