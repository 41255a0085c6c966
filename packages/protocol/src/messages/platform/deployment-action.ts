import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { reportedActionStatus } from '../../vocabulary/deployment-action.ts';
import { providerLink } from '../../vocabulary/link.ts';
import { perMinute } from './rate-limit.ts';
import { refusals } from './refusals.ts';

const outcome = z.strictObject({
  kind: z.literal('resource-secrets'),
  secrets: z.array(z.strictObject({ name: z.string().min(1), value: z.string() })),
});

/**
 * Tells how an action for a deployment goes, and gives secrets to that deployment alone. Answers the
 * webhook `deployment.integration.action.start`.
 *
 * @see spec/platform-api.md §3.9
 */
export const updateDeploymentAction = {
  id: 'updateDeploymentAction',
  method: 'PATCH',
  path: '/v1/deployments/{deploymentId}/integrations/{installationId}/resources/{resourceId}/actions/{action}',
  summary: 'Tells how an action of a resource for a deployment goes.',
  access: { kind: 'installation' },
  rateLimit: perMinute(100),
  request: z
    .strictObject({
      status: reportedActionStatus.optional(),
      statusText: z.string().max(1024).optional(),
      statusUrl: providerLink.max(2048).optional(),
      outcomes: z.array(outcome).max(10).optional(),
    })
    .default({}),
  responses: { 202: null, ...refusals },
  audit: { event: 'deployment.integration.action.reported' },
} as const satisfies HostEndpoint;
