import type { HostEndpoint } from '../../endpoint.ts';
import { perMinute } from './rate-limit.ts';
import { refusalsOfChanges } from './refusals.ts';
import { pushedSecrets } from './secret.ts';

/**
 * Replaces a resource's secrets, or with `partial` some of them; every connected project's variables
 * follow. Also how a provider ends a rotation that it answered with "later".
 *
 * @see spec/platform-api.md §2.17
 */
export const updateResourceSecrets = {
  id: 'updateResourceSecrets',
  method: 'PUT',
  path: '/v1/installations/{installationId}/resources/{resourceId}/secrets',
  summary: 'Replaces secrets of a resource.',
  access: { kind: 'installation' },
  rateLimit: perMinute(240),
  request: pushedSecrets,
  responses: { 201: null, ...refusalsOfChanges },
  audit: { event: 'resource.secrets-updated' },
} as const satisfies HostEndpoint;

/** The deprecated twin that names the product too; clients still send it. @see spec/platform-api.md §2.17 */
export const updateProductResourceSecrets = {
  ...updateResourceSecrets,
  id: 'updateProductResourceSecrets',
  path: '/v1/installations/{installationId}/products/{productIdOrSlug}/resources/{resourceId}/secrets',
} as const satisfies HostEndpoint;
