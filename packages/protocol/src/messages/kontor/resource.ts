import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { resolvedBillingPlan } from '../../vocabulary/billing-plan.ts';
import { oldSecretsMaxDelayHours } from '../../vocabulary/capabilities.ts';
import { externalResourceId, installationId, resourceId } from '../../vocabulary/ids.ts';
import { metadata } from '../../vocabulary/metadata.ts';
import { notification } from '../../vocabulary/notification.ts';
import { ownership } from '../../vocabulary/ownership.ts';
import { protocolSettings } from '../../vocabulary/protocol-settings.ts';
import { shownReplBlock as replBlock } from '../../vocabulary/repl-block.ts';
import { resourceStatus } from '../../vocabulary/resource-status.ts';
import { plansAnswer } from './catalog.ts';
import { actor } from './event.ts';
import { operation } from './operation.ts';
import { hourly } from './rate-limit.ts';

/** Where a resource stands between the team's wish to have it and its end. */
export const resourceLifecycle = z.enum([
  'provisioning',
  'active',
  'deleting',
  'deleted',
  'failed',
]);
export type ResourceLifecycle = z.infer<typeof resourceLifecycle>;

/** The newest wish for new secrets of a resource. @see spec/partner-api.md §4.10 */
export const rotation = z.object({
  state: z
    .enum(['running', 'late', 'completed', 'failed'])
    .describe('`late`: the provider promised new secrets, and they have not come in time.'),
  requestedAt: z.iso.datetime(),
  requestedBy: actor,
  reason: z.string().nullable(),
  delayHours: z.number().describe('For how long the old secrets were asked to go on working.'),
  dueAt: z.iso.datetime(),
  completedAt: z.iso.datetime().nullable(),
});

/** One instance of a product. */
export const resource = z.object({
  id: resourceId,
  /** What the provider calls it; null until the provider has answered. */
  externalId: externalResourceId.nullable(),
  installationId,
  product: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  name: z.string(),
  lifecycle: resourceLifecycle,
  /** How the provider says it is. */
  status: resourceStatus,
  metadata,
  billingPlan: resolvedBillingPlan.nullable(),
  /** The plan that holds from its `effectiveDate` on; null where nothing is to change. */
  pendingBillingPlan: resolvedBillingPlan.nullable(),
  notification: notification.nullable(),
  protocolSettings: z.record(z.string(), z.unknown()).nullable(),
  ownership,
  rotation: rotation.nullable(),
  connectionCount: z.int(),
  pendingProjectCount: z
    .int()
    .describe('Connected projects that its newest secrets have not reached yet.'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Resource = z.infer<typeof resource>;

/** @see spec/partner-api.md §4.5 — the rule of the protocol's own command line */
export const resourceName = z
  .string()
  .min(1)
  .max(128, 'at most 128 characters')
  .regex(/^[a-zA-Z0-9_-]+$/, 'letters, digits, hyphens and underscores only');

export const resourceAndOperation = z.object({ resource, operation });

/** A secret as people may see it: that it exists and how long it is. */
export const secretSummary = z.object({
  name: z.string(),
  length: z.int(),
  frameworkPublishable: z.boolean(),
});

/** Sent to the provider of a product that takes part in such a protocol. @see spec/partner-api.md §4.5 */
const sentProtocolSettings = protocolSettings.strict();

export const createResource = {
  id: 'createResource',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/installations/{installation}/resources',
  summary: 'Provisions a resource. Without a plan, the free one is taken.',
  access: { kind: 'team', action: 'resource:write' },
  request: z.strictObject({
    product: z.string().min(1).max(128).describe('Id or slug.'),
    name: resourceName,
    metadata: metadata.default({}),
    billingPlanId: z.string().min(1).max(256).optional(),
    externalId: z.string().max(256).optional(),
    protocolSettings: sentProtocolSettings.optional(),
  }),
  responses: { 201: resourceAndOperation, 202: resourceAndOperation },
  audit: { event: 'resource.provisioned' },
} as const satisfies HostEndpoint;

export const listResources = {
  id: 'listTeamResources',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/resources',
  summary: 'Lists the resources of a team.',
  access: { kind: 'team', action: 'installation:read' },
  query: z.strictObject({ installation: z.string().optional(), project: z.string().optional() }),
  responses: { 200: z.object({ resources: z.array(resource) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const getResource = {
  id: 'getTeamResource',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/resources/{resource}',
  summary: 'Shows one resource as the host knows it; with `refresh`, asks the provider first.',
  access: { kind: 'team', action: 'installation:read' },
  query: z.strictObject({ refresh: z.enum(['true', 'false']).default('false') }),
  responses: {
    200: z.object({ resource, secrets: z.array(secretSummary) }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const updateResource = {
  id: 'updateTeamResource',
  method: 'PATCH',
  path: '/kontor/v1/teams/{team}/resources/{resource}',
  summary: 'Renames a resource, changes its metadata or its billing plan.',
  access: { kind: 'team', action: 'resource:write' },
  request: z
    .strictObject({
      name: resourceName.optional(),
      metadata: metadata.optional(),
      billingPlanId: z.string().min(1).max(256).optional(),
      protocolSettings: sentProtocolSettings.optional(),
    })
    .refine(
      (body) => Object.keys(body).length > 0,
      'name at least one of name, metadata, billingPlanId, protocolSettings',
    ),
  responses: { 200: resourceAndOperation, 202: resourceAndOperation },
  audit: { event: 'resource.updated' },
} as const satisfies HostEndpoint;

export const deleteResource = {
  id: 'deleteTeamResource',
  method: 'DELETE',
  path: '/kontor/v1/teams/{team}/resources/{resource}',
  summary: 'De-provisions a resource. Its variables leave every connected project.',
  access: { kind: 'team', action: 'resource:write' },
  responses: { 200: resourceAndOperation, 202: resourceAndOperation },
  audit: { event: 'resource.removed' },
} as const satisfies HostEndpoint;

export const rotateSecrets = {
  id: 'rotateTeamResourceSecrets',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/resources/{resource}/secrets/rotate',
  summary:
    'Asks the provider for new secrets. The old ones are used until the new ones are here, at once or later.',
  access: { kind: 'team', action: 'resource:write' },
  request: z
    .strictObject({
      reason: z.string().trim().min(1).max(1024).optional(),
      delayOldSecretsExpirationHours: z
        .number()
        .min(0)
        .max(oldSecretsMaxDelayHours)
        .optional()
        .describe('For how long the old secrets go on working; the product may allow less.'),
    })
    .default({}),
  responses: { 200: resourceAndOperation, 202: resourceAndOperation },
  audit: { event: 'resource.rotation-requested' },
} as const satisfies HostEndpoint;

export const runCommand = {
  id: 'runResourceCommand',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/resources/{resource}/repl',
  summary:
    'Runs a line against a resource, where its product takes commands, and streams what it prints. 400 with blocks is a wrong command.',
  access: { kind: 'team', action: 'resource:write' },
  streams: true,
  request: z.strictObject({
    input: z.string().min(1).max(65_536),
    readOnly: z.boolean().default(false).describe('Refuses what would change anything.'),
  }),
  responses: { 200: z.array(replBlock), 400: z.array(replBlock) },
  audit: { event: 'resource.command-run' },
} as const satisfies HostEndpoint;

export const listResourcePlans = {
  id: 'listTeamResourcePlans',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/resources/{resource}/plans',
  summary: 'Asks the provider for the plans a resource can change to.',
  access: { kind: 'team', action: 'installation:read' },
  rateLimit: hourly,
  query: z.strictObject({ metadata: z.string().max(16_384).optional() }),
  responses: { 200: plansAnswer },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
