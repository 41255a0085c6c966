import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { resolvedBillingPlan } from '../../vocabulary/billing-plan.ts';
import { installationSource } from '../../vocabulary/installation-source.ts';
import { metadata } from '../../vocabulary/metadata.ts';
import { ownership } from '../../vocabulary/ownership.ts';
import { storeStatus } from '../../vocabulary/store-status.ts';
import { hourly } from '../kontor/rate-limit.ts';
import { refusals, refusalsOfChanges } from '../platform/refusals.ts';
import { configuration } from './configuration.ts';
import { scopeQuery } from './scope.ts';

/** When a person accepted each policy; keys are `toc`, `privacy` and `eula`. */
const acceptedPolicies = z
  .record(z.string().min(1).max(32), z.string().max(64))
  .refine((accepted) => Object.keys(accepted).length <= 10, 'at most 10 policies');

/** @see spec/platform-api.md §5 */
export const installIntegration = {
  id: 'installIntegration',
  method: 'POST',
  path: '/v2/integrations/integration/{integration}/marketplace/install',
  summary: 'Installs an integration: the provider opens an account for the team.',
  access: { kind: 'scope', action: 'installation:manage' },
  rateLimit: hourly,
  query: scopeQuery,
  request: z.object({ acceptedPolicies, source: installationSource.default('cli') }),
  responses: { 200: configuration, ...refusalsOfChanges },
  audit: { event: 'installation.created' },
} as const satisfies HostEndpoint;

const named = z.object({ id: z.string(), slug: z.string(), name: z.string() });

/** What was provisioned in one request, as the command line reads it. */
export const autoProvisioned = z.object({
  kind: z.literal('provisioned'),
  resource: z.object({
    id: z.string(),
    name: z.string(),
    status: storeStatus,
    externalResourceId: z.string(),
    ownership,
    secretKeys: z.array(z.string()),
  }),
  integration: named,
  product: named,
  installation: z.object({ id: z.string() }),
  billingPlan: resolvedBillingPlan.nullable(),
});

/**
 * What a person has to do first, at `url`. The kind is `metadata` where the form is not filled in, and
 * `unknown` with a `reason` for the rest: these two are all that any version of the command line knows.
 */
export const provisionElsewhere = z.object({
  error: z.looseObject({
    code: z.string(),
    message: z.string(),
    kind: z.enum(['metadata', 'unknown']),
    reason: z.string(),
    error_message: z.string(),
    url: z.string(),
    integration: named,
    product: named,
    installation: z.object({ id: z.string() }).optional(),
  }),
});
export type ProvisionElsewhere = z.infer<typeof provisionElsewhere>;

/** @see spec/platform-api.md §5 */
export const autoProvision = {
  id: 'autoProvision',
  method: 'POST',
  path: '/v1/integrations/integration/{integration}/marketplace/auto-provision/{product}',
  summary: 'Provisions a resource, and installs its integration first where that is needed.',
  access: { kind: 'scope', action: 'resource:write' },
  rateLimit: hourly,
  query: scopeQuery,
  request: z.object({
    name: z.string().trim().min(1).max(128),
    metadata: metadata.default({}),
    acceptedPolicies: acceptedPolicies.default({}),
    source: installationSource.default('cli'),
    billingPlanId: z.string().min(1).max(256).optional(),
    installationId: z.string().max(128).optional(),
    installationMetadata: metadata.optional(),
  }),
  responses: {
    200: autoProvisioned,
    ...refusals,
    409: refusalsOfChanges[409],
    422: z.union([provisionElsewhere, refusalsOfChanges[422]]),
  },
  audit: { event: 'resource.provisioned' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §5 */
export const uninstallEmpty = {
  id: 'uninstallEmpty',
  method: 'POST',
  path: '/v2/integrations/installations/{installation}/uninstall',
  summary: 'Uninstalls, unless the installation still has resources.',
  access: { kind: 'scope', action: 'installation:manage' },
  rateLimit: hourly,
  query: scopeQuery,
  request: z.object({}).optional(),
  responses: { 204: null, ...refusalsOfChanges },
  audit: { event: 'installation.removed' },
} as const satisfies HostEndpoint;
