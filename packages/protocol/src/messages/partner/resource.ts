import * as z from 'zod';
import type { PartnerEndpoint } from '../../endpoint.ts';
import { absentWhenNull } from '../../vocabulary/absent-when-null.ts';
import { billingPlan } from '../../vocabulary/billing-plan.ts';
import { externalResourceId } from '../../vocabulary/ids.ts';
import { metadata, providerMetadata } from '../../vocabulary/metadata.ts';
import { providerNotification } from '../../vocabulary/notification.ts';
import { protocolSettings, resourceProtocolSettings } from '../../vocabulary/protocol-settings.ts';
import { resourceStatus } from '../../vocabulary/resource-status.ts';
import { secret } from '../../vocabulary/secret.ts';
import { refusals } from './refusals.ts';

/**
 * A resource as its provider reports it.
 *
 * Keys the protocol does not name are dropped rather than kept: some providers answer their whole
 * record, secrets included, where no secrets belong.
 *
 * @see spec/partner-api.md §5.3, §19
 */
export const resource = z.object({
  id: externalResourceId,
  productId: absentWhenNull(z.string()),
  name: z.string(),
  metadata: absentWhenNull(providerMetadata),
  status: resourceStatus,
  /** Absent where one plan covers the whole installation. */
  billingPlan: absentWhenNull(billingPlan),
  notification: providerNotification.nullish().catch(undefined),
  protocolSettings: absentWhenNull(resourceProtocolSettings).catch(undefined),
});
export type Resource = z.infer<typeof resource>;

/** The only report of a resource that carries its secrets; they are final, even while it is `pending`. */
export const provisionedResource = resource.extend({ secrets: z.array(secret) });
export type ProvisionedResource = z.infer<typeof provisionedResource>;

/** @see spec/partner-api.md §4.5 */
export const provisionResource = {
  id: 'provisionResource',
  method: 'POST',
  path: '/v1/installations/{installationId}/resources',
  summary: 'Creates a resource of a product under a billing plan.',
  callers: ['user'],
  idempotencyKey: true,
  request: z.object({
    productId: z.string().min(1),
    name: z.string().min(1),
    metadata,
    billingPlanId: z.string().min(1),
    externalId: z.string().optional(),
    protocolSettings: protocolSettings.optional(),
  }),
  responses: { 200: provisionedResource, 201: provisionedResource, ...refusals },
} as const satisfies PartnerEndpoint;

/** @see spec/partner-api.md §4.6 */
export const getResource = {
  id: 'getResource',
  method: 'GET',
  path: '/v1/installations/{installationId}/resources/{resourceId}',
  summary: 'Reads a resource from its provider.',
  callers: ['system'],
  idempotencyKey: false,
  responses: { 200: resource, ...refusals },
} as const satisfies PartnerEndpoint;

/** The answer becomes the new truth about the resource. @see spec/partner-api.md §4.7 */
export const updateResource = {
  id: 'updateResource',
  method: 'PATCH',
  path: '/v1/installations/{installationId}/resources/{resourceId}',
  summary: 'Changes the name, metadata, plan or protocol settings of a resource.',
  callers: ['user'],
  idempotencyKey: true,
  request: z.object({
    name: z.string().min(1).optional(),
    metadata: metadata.optional(),
    billingPlanId: z.string().min(1).optional(),
    /** Deprecated by the protocol: suspends and resumes at providers that know it. */
    status: resourceStatus.optional(),
    protocolSettings: protocolSettings.optional(),
  }),
  responses: { 200: resource, 204: null, ...refusals },
} as const satisfies PartnerEndpoint;

/** Deleting a resource that is gone already succeeds. @see spec/partner-api.md §4.8 */
export const deleteResource = {
  id: 'deleteResource',
  method: 'DELETE',
  path: '/v1/installations/{installationId}/resources/{resourceId}',
  summary: 'De-provisions a resource.',
  callers: ['user', 'system'],
  idempotencyKey: true,
  responses: { 204: null, ...refusals },
} as const satisfies PartnerEndpoint;

/** Deprecated by the protocol; few providers answer it. @see spec/partner-api.md §4.9 */
export const listResources = {
  id: 'listResources',
  method: 'GET',
  path: '/v1/installations/{installationId}/resources',
  summary: 'Lists the resources of an installation.',
  callers: ['system'],
  idempotencyKey: false,
  query: z.object({ ids: z.array(z.string()).optional() }),
  responses: { 200: z.object({ resources: z.array(resource) }), ...refusals },
} as const satisfies PartnerEndpoint;
