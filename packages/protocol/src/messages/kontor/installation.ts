import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { resolvedBillingPlan } from '../../vocabulary/billing-plan.ts';
import { installationId, integrationId, tokenId, userId } from '../../vocabulary/ids.ts';
import { installationKind } from '../../vocabulary/installation-kind.ts';
import { notification } from '../../vocabulary/notification.ts';
import { resourceStatus } from '../../vocabulary/resource-status.ts';
import { plansAnswer } from './catalog.ts';
import { operation } from './operation.ts';
import { hourly } from './rate-limit.ts';

/** Where an installation stands between the team's wish to have it and its end. */
export const installationLifecycle = z.enum([
  'installing',
  'installed',
  'uninstalling',
  'uninstalled',
  'failed',
]);
export type InstallationLifecycle = z.infer<typeof installationLifecycle>;

/** What joins a team to an integration. */
export const installation = z.object({
  id: installationId,
  integration: z.object({ id: integrationId, slug: z.string(), name: z.string() }),
  kind: installationKind,
  isTest: z
    .boolean()
    .describe('Installed to try it, by the team that publishes it: nothing of it is charged.'),
  lifecycle: installationLifecycle,
  /** How the provider says it is. */
  status: resourceStatus,
  billingPlan: resolvedBillingPlan.nullable(),
  /** The plan that holds from its `effectiveDate` on; null where nothing is to change. */
  pendingBillingPlan: resolvedBillingPlan.nullable(),
  notification: notification.nullable(),
  /** When each policy was accepted last. */
  acceptedPolicies: z.record(z.string(), z.string()),
  installedBy: userId.nullable(),
  offersSignOn: z
    .boolean()
    .describe('Whether its provider has a console that members can be signed on at.'),
  linkedAccount: z
    .object({
      ownerId: userId.describe('The member who answers for it.'),
      disabledAt: z.iso.datetime().nullable(),
      removedAt: z.iso
        .datetime()
        .nullable()
        .describe('When it is removed, unless somebody takes it over; null while it works.'),
    })
    .nullable()
    .describe('Whose account it is, where an account of the team at the provider is linked.'),
  createdAt: z.iso.datetime(),
  /** When somebody of the team asked for its removal. */
  removalRequestedAt: z.iso.datetime().nullable(),
  uninstalledAt: z.iso.datetime().nullable(),
  transferredAt: z.iso
    .datetime()
    .nullable()
    .describe('When another team has taken it over; the row is history here.'),
  /** How its end goes on once it is removed, until its last invoices are settled. */
  finalization: z
    .object({
      dueAt: z.iso.datetime().describe('Until when last invoices may come.'),
      openInvoices: z.int(),
      finalizedAt: z.iso.datetime().nullable(),
    })
    .nullable(),
});
export type Installation = z.infer<typeof installation>;

/** What the provider of an installation calls the host with, never the text of it. */
export const installationCredential = z.object({
  id: tokenId,
  hint: z.string().describe('Its last characters.'),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type InstallationCredential = z.infer<typeof installationCredential>;

export const installationAndOperation = z.object({ installation, operation });

export const install = {
  id: 'install',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/installations',
  summary: 'Installs an integration: the provider opens an account for the team.',
  access: { kind: 'team', action: 'installation:manage' },
  rateLimit: hourly,
  request: z.strictObject({
    integration: z.string().min(1).max(64).describe('Id or slug.'),
    acceptedPolicies: z
      .array(z.string().min(1).max(32))
      .max(10)
      .describe('Keys of the policies that a person has accepted just now.'),
    isTest: z
      .boolean()
      .default(false)
      .describe('Nothing of it is ever charged. For the team that publishes the integration.'),
  }),
  responses: { 201: installationAndOperation, 202: installationAndOperation },
  audit: { event: 'installation.created' },
} as const satisfies HostEndpoint;

export const listInstallations = {
  id: 'listInstallations',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/installations',
  summary: 'Lists the installations of a team; with `ended`, former ones too.',
  access: { kind: 'team', action: 'installation:read' },
  query: z.strictObject({ ended: z.enum(['true', 'false']).default('false') }),
  responses: { 200: z.object({ installations: z.array(installation) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const getInstallation = {
  id: 'getTeamInstallation',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/installations/{installation}',
  summary: 'Shows one installation, former ones included.',
  access: { kind: 'team', action: 'installation:read' },
  responses: {
    200: z.object({
      installation,
      credentials: z
        .array(installationCredential)
        .describe('Those that its provider can use, the newest first.'),
    }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const updateInstallation = {
  id: 'updateTeamInstallation',
  method: 'PATCH',
  path: '/kontor/v1/teams/{team}/installations/{installation}',
  summary: 'Changes the billing plan of an installation that is billed as a whole.',
  access: { kind: 'team', action: 'installation:manage' },
  request: z.strictObject({ billingPlanId: z.string().min(1).max(256) }),
  responses: { 200: installationAndOperation, 202: installationAndOperation },
  audit: { event: 'installation.updated' },
} as const satisfies HostEndpoint;

export const renewInstallation = {
  id: 'renewInstallation',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/installations/{installation}/renew',
  summary:
    'Makes an installation known to its provider once more, with policies accepted anew, its newest credential and whom to contact.',
  access: { kind: 'team', action: 'installation:manage' },
  request: z
    .strictObject({ acceptedPolicies: z.array(z.string().min(1).max(32)).max(10).default([]) })
    .default({ acceptedPolicies: [] }),
  responses: { 200: installationAndOperation, 202: installationAndOperation },
  audit: { event: 'installation.renewed' },
} as const satisfies HostEndpoint;

export const uninstall = {
  id: 'uninstall',
  method: 'DELETE',
  path: '/kontor/v1/teams/{team}/installations/{installation}',
  summary: 'Uninstalls: resources go with it, and variables leave every project.',
  access: { kind: 'team', action: 'installation:manage' },
  rateLimit: hourly,
  responses: { 200: installationAndOperation, 202: installationAndOperation },
  audit: { event: 'installation.removed' },
} as const satisfies HostEndpoint;

export const listInstallationPlans = {
  id: 'listTeamInstallationPlans',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/installations/{installation}/plans',
  summary: 'Asks the provider for the plans of an installation that is billed as a whole.',
  access: { kind: 'team', action: 'installation:read' },
  rateLimit: hourly,
  responses: { 200: plansAnswer },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
