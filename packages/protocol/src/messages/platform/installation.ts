import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { resourceStatus } from '../../vocabulary/resource-status.ts';
import { partnerRole } from '../../vocabulary/role.ts';
import { pushedBillingPlan } from './billing-plan.ts';
import { pushedNotification } from './notification.ts';
import { perMinute } from './rate-limit.ts';
import { refusals } from './refusals.ts';

/** @see spec/platform-api.md §2.1 */
export const updateInstallation = {
  id: 'updateInstallation',
  method: 'PATCH',
  path: '/v1/installations/{installationId}',
  summary: "Changes an installation's status, plan, notification or the provider's own id of it.",
  access: { kind: 'installation' },
  rateLimit: perMinute(10),
  request: z
    .strictObject({
      status: resourceStatus.optional(),
      externalId: z.string().optional(),
      billingPlan: pushedBillingPlan.optional(),
      notification: pushedNotification.optional(),
    })
    .optional(),
  responses: { 204: null, ...refusals },
  audit: { event: 'installation.updated' },
} as const satisfies HostEndpoint;

/** The team's contact is asked live, because people change. @see spec/platform-api.md §2.2, spec/concepts.md — C5 */
export const getAccount = {
  id: 'getAccount',
  method: 'GET',
  path: '/v1/installations/{installationId}/account',
  summary: 'Answers the name of the team, its contact, and where the installation is managed.',
  access: { kind: 'installation' },
  rateLimit: perMinute(60),
  responses: {
    200: z.object({
      name: z.string().optional(),
      url: z.string(),
      contact: z.object({ email: z.string(), name: z.string().optional() }).nullable(),
    }),
    ...refusals,
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** `{memberId}` is the `user_id` of the member's tokens. @see spec/platform-api.md §2.3 */
export const getMember = {
  id: 'getMember',
  method: 'GET',
  path: '/v1/installations/{installationId}/member/{memberId}',
  summary: 'Answers what a member of the team may do.',
  access: { kind: 'installation' },
  rateLimit: perMinute(1000),
  responses: {
    200: z.object({
      id: z.string(),
      role: partnerRole,
      globalUserId: z.string().optional(),
      userEmail: z.string().optional(),
    }),
    ...refusals,
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
