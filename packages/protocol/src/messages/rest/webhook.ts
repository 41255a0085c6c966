import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { refusals, refusalsOfChanges } from '../platform/refusals.ts';
import { webhookType } from '../webhooks/webhook-type.ts';
import { scopeQuery } from './scope.ts';

/** A webhook that a team has made. Its secret is shown once, when it is made. @see spec/platform-api.md §4.4 */
const webhook = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(webhookType),
  ownerId: z.string().describe('Id of the team.'),
  projectIds: z.array(z.string()).optional().describe('Absent for all projects.'),
  createdAt: z.number().describe('Milliseconds since 1970.'),
  updatedAt: z.number().describe('Milliseconds since 1970.'),
});
export type RestWebhook = z.infer<typeof webhook>;

/** What a webhook is made of. */
export const newWebhook = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'It is an address that begins with https:// or http://.' })
    .max(2048),
  events: z.array(webhookType).min(1),
  projectIds: z.array(z.string().max(128)).min(1).max(50).optional(),
});
export type NewWebhook = z.infer<typeof newWebhook>;

/** @see spec/platform-api.md §4.4 */
export const createRestWebhook = {
  id: 'createRestWebhook',
  method: 'POST',
  path: '/v1/webhooks',
  summary: 'Makes a webhook, and shows the secret that signs it this once.',
  access: { kind: 'scope', action: 'webhook:manage' },
  query: scopeQuery,
  request: newWebhook,
  responses: { 200: webhook.extend({ secret: z.string() }), ...refusalsOfChanges },
  audit: { event: 'webhook.created' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.4 */
export const listRestWebhooks = {
  id: 'listRestWebhooks',
  method: 'GET',
  path: '/v1/webhooks',
  summary: 'Lists the webhooks of a team, or those that hear of one project.',
  access: { kind: 'scope', action: 'event:read' },
  query: scopeQuery.extend({ projectId: z.string().max(128).optional() }),
  responses: { 200: z.array(webhook), ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.4 */
export const getRestWebhook = {
  id: 'getRestWebhook',
  method: 'GET',
  path: '/v1/webhooks/{webhook}',
  summary: 'Shows a webhook of a team.',
  access: { kind: 'scope', action: 'event:read' },
  query: scopeQuery,
  responses: { 200: webhook, ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.4 */
export const deleteRestWebhook = {
  id: 'deleteRestWebhook',
  method: 'DELETE',
  path: '/v1/webhooks/{webhook}',
  summary: 'Removes a webhook with everything that it was sent; what waits is not sent any more.',
  access: { kind: 'scope', action: 'webhook:manage' },
  query: scopeQuery,
  responses: { 204: null, ...refusalsOfChanges },
  audit: { event: 'webhook.removed' },
} as const satisfies HostEndpoint;
