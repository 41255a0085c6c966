import * as z from 'zod';
import type { PartnerEndpoint } from '../../endpoint.ts';
import { absentWhenNull } from '../../vocabulary/absent-when-null.ts';
import { billingPlan } from '../../vocabulary/billing-plan.ts';
import { providerNotification } from '../../vocabulary/notification.ts';
import { refusals } from './refusals.ts';

/**
 * What a provider tells of an installation; an empty body and `null` say nothing.
 *
 * `billingPlan` is there only where the whole installation is billed under one plan, and
 * `notification: null` clears the one shown. A notification that cannot be read is left out: it is no
 * reason to lose an installation.
 *
 * @see spec/partner-api.md §5.6
 */
export const installationState = z.preprocess(
  (body) => body ?? {},
  z.object({
    billingPlan: absentWhenNull(billingPlan),
    notification: providerNotification.nullish().catch(undefined),
  }),
);
export type InstallationState = z.infer<typeof installationState>;

/** @see spec/partner-api.md §4.1 */
export const getInstallation = {
  id: 'getInstallation',
  method: 'GET',
  path: '/v1/installations/{installationId}',
  summary: "Reads an installation's plan and notification from its provider.",
  callers: ['system'],
  idempotencyKey: false,
  responses: { 200: installationState, ...refusals },
} as const satisfies PartnerEndpoint;

/** When each policy was accepted, in ISO 8601; keys such as `toc`, `privacy` and `eula`. */
export const acceptedPolicies = z.record(z.string(), z.iso.datetime());
export type AcceptedPolicies = z.infer<typeof acceptedPolicies>;

/** Whom and where to turn to about a team. Providers read the contact without asking whether it is there. */
const installationAccount = z.object({
  name: z.string().optional(),
  url: z.url(),
  contact: z.object({ email: z.email(), name: z.string().optional() }),
});

/**
 * Makes an installation known to its provider, and hands over the credential for calls back. Repeating
 * it updates credential, policies and account.
 *
 * @see spec/partner-api.md §4.2
 */
export const upsertInstallation = {
  id: 'upsertInstallation',
  method: 'PUT',
  path: '/v1/installations/{installationId}',
  summary: 'Tells the provider that a team has installed its integration.',
  callers: ['user'],
  idempotencyKey: true,
  request: z.object({
    scopes: z.array(z.string().min(1)).min(1),
    acceptedPolicies,
    credentials: z.object({ access_token: z.string().min(1), token_type: z.string().min(1) }),
    account: installationAccount,
  }),
  responses: { 200: installationState, 201: installationState, 204: null, ...refusals },
} as const satisfies PartnerEndpoint;

/** @see spec/partner-api.md §4.3 */
export const updateInstallation = {
  id: 'updateInstallation',
  method: 'PATCH',
  path: '/v1/installations/{installationId}',
  summary: 'Changes the plan that covers a whole installation.',
  callers: ['user'],
  idempotencyKey: true,
  request: z.object({ billingPlanId: z.string().min(1).optional() }),
  responses: { 200: installationState, 204: null, ...refusals },
} as const satisfies PartnerEndpoint;

/** `finalized` says that no last invoice will follow, so the host need not wait for one. */
export const installationDeletion = z.preprocess(
  (body) => body ?? {},
  z.object({ finalized: absentWhenNull(z.boolean()) }),
);
export type InstallationDeletion = z.infer<typeof installationDeletion>;

/**
 * Ends an installation with everything in it; resources are not deleted one by one. Deleting one that
 * is gone already succeeds.
 *
 * The body names nothing but the cascade: providers are known to refuse any other key.
 *
 * @see spec/partner-api.md §4.4, §19
 */
export const deleteInstallation = {
  id: 'deleteInstallation',
  method: 'DELETE',
  path: '/v1/installations/{installationId}',
  summary: 'Tells the provider that a team has uninstalled its integration.',
  callers: ['user', 'system'],
  idempotencyKey: true,
  request: z.object({ cascadeResourceDeletion: z.boolean().optional() }).optional(),
  responses: { 200: installationDeletion, 204: null, ...refusals },
} as const satisfies PartnerEndpoint;
