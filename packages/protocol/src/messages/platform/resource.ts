import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { builtInEnvironment } from '../../vocabulary/environment.ts';
import { metadata, providerMetadata } from '../../vocabulary/metadata.ts';
import { notification } from '../../vocabulary/notification.ts';
import { ownership } from '../../vocabulary/ownership.ts';
import { resourceStatus } from '../../vocabulary/resource-status.ts';
import { pushedBillingPlan } from './billing-plan.ts';
import { customClaims } from './custom-claims.ts';
import { pushedNotification } from './notification.ts';
import { perMinute } from './rate-limit.ts';
import { refusals, refusalsOfChanges } from './refusals.ts';
import { pushedSecret, pushedSecrets } from './secret.ts';

const resourceFields = {
  /** The host's own id of the resource. */
  internalId: z.string(),
  name: z.string(),
  productId: z.string(),
  billingPlanId: z.string().optional(),
  status: resourceStatus.optional(),
  metadata: metadata.optional(),
  notification: notification.optional(),
  protocolSettings: z
    .object({
      authentication: z
        .object({
          appUrls: z.array(z.object({ target: builtInEnvironment, url: z.string() })).optional(),
        })
        .optional(),
      experimentation: z
        .object({
          edgeConfigId: z.string().optional(),
          edgeConfigSyncingEnabled: z.boolean().optional(),
          edgeConfigTokenId: z.string().optional(),
          globalConfigId: z.string().optional(),
          globalConfigSyncingEnabled: z.boolean().optional(),
        })
        .optional(),
    })
    .optional(),
};

/** A resource in a list, where the provider's id is called `partnerId`. @see spec/platform-api.md §2.6 */
export const listedResource = z.object({ partnerId: z.string(), ...resourceFields });
export type ListedResource = z.infer<typeof listedResource>;

/** A resource by itself, where the provider's id is called `id`. @see spec/platform-api.md §2.7 */
export const installationResource = z.object({
  id: z.string(),
  ...resourceFields,
  customClaims: customClaims.optional(),
});
export type InstallationResource = z.infer<typeof installationResource>;

/** @see spec/platform-api.md §2.6 */
export const listInstallationResources = {
  id: 'listInstallationResources',
  method: 'GET',
  path: '/v1/installations/{installationId}/resources',
  summary: 'Lists the resources of an installation, all on one page.',
  access: { kind: 'installation' },
  rateLimit: perMinute(1000),
  responses: { 200: z.object({ resources: z.array(listedResource) }), ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §2.7 */
export const getInstallationResource = {
  id: 'getInstallationResource',
  method: 'GET',
  path: '/v1/installations/{installationId}/resources/{resourceId}',
  summary: 'Answers what the host knows of a resource.',
  access: { kind: 'installation' },
  rateLimit: perMinute(1000),
  responses: { 200: installationResource, ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §2.8 */
export const deleteInstallationResource = {
  id: 'deleteInstallationResource',
  method: 'DELETE',
  path: '/v1/installations/{installationId}/resources/{resourceId}',
  summary: 'Tells the host that a resource is gone at its provider.',
  access: { kind: 'installation' },
  rateLimit: perMinute(100),
  responses: { 204: null, ...refusalsOfChanges },
  audit: { event: 'resource.removed' },
} as const satisfies HostEndpoint;

/** The name as the host recorded it. */
const recordedName = z.object({ name: z.string() });

/** Importing a resource that is known already updates it. @see spec/platform-api.md §2.9 */
export const importResource = {
  id: 'importResource',
  method: 'PUT',
  path: '/v1/installations/{installationId}/resources/{resourceId}',
  summary: "Makes a resource known to the host that was created on the provider's side.",
  access: { kind: 'installation' },
  rateLimit: perMinute(100),
  request: z.strictObject({
    productId: z.string().min(1),
    name: z.string().min(1),
    status: resourceStatus,
    ownership: ownership.optional(),
    metadata: providerMetadata.optional(),
    billingPlan: pushedBillingPlan.optional(),
    notification: notification.optional(),
    extras: z.record(z.string(), z.unknown()).optional(),
    secrets: z.array(pushedSecret).optional(),
    customClaims: customClaims.optional(),
  }),
  responses: { 200: recordedName, ...refusalsOfChanges },
  audit: { event: 'resource.imported' },
} as const satisfies HostEndpoint;

/** A bare list of secrets replaces them all. @see spec/platform-api.md §2.10 */
export const patchResource = {
  id: 'patchResource',
  method: 'PATCH',
  path: '/v1/installations/{installationId}/resources/{resourceId}',
  summary: 'Changes what the host knows of a resource.',
  access: { kind: 'installation' },
  rateLimit: perMinute(100),
  request: z.strictObject({
    ownership: ownership.optional(),
    name: z.string().min(1).optional(),
    status: resourceStatus.optional(),
    metadata: providerMetadata.optional(),
    billingPlan: pushedBillingPlan.optional(),
    notification: pushedNotification.optional(),
    extras: z.record(z.string(), z.unknown()).optional(),
    secrets: z.union([z.array(pushedSecret), pushedSecrets]).optional(),
    customClaims: customClaims.optional(),
  }),
  responses: { 200: recordedName, ...refusalsOfChanges },
  audit: { event: 'resource.updated' },
} as const satisfies HostEndpoint;
