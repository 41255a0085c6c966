import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { resolvedBillingPlan } from '../../vocabulary/billing-plan.ts';
import { transferId } from '../../vocabulary/ids.ts';
import { projectName } from '../../vocabulary/project-name.ts';
import { acceptedTransfer } from '../rest/transfer.ts';
import { actor } from './event.ts';
import { hourly } from './rate-limit.ts';

/** What a code hands over. */
const transferKind = z.enum(['project', 'resource', 'installation']);

/** Something that a team hands over, as that team sees it: never who takes it over. */
export const transfer = z.object({
  id: transferId,
  kind: transferKind,
  subject: z.object({ id: z.string(), name: z.string() }),
  status: z
    .enum(['open', 'accepting', 'done', 'withdrawn', 'declined', 'expired'])
    .describe('Being accepted, it goes on by itself until it is done or open again.'),
  disconnects: z.boolean().describe('Whether projects that do not go along are disconnected.'),
  createdBy: actor,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});
export type Transfer = z.infer<typeof transfer>;

const transferAndCode = z.object({
  transfer,
  code: z
    .string()
    .describe('Takes it over, once, whoever presents it. It is told now and never again.'),
});

/** The same as the protocol's own call for a project. @see spec/partner-api.md §8.4 */
export const offerProject = {
  id: 'offerProject',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/projects/{project}/transfers',
  summary: 'Makes a code with which another team takes over a project and its resources.',
  access: { kind: 'team', action: 'project:write' },
  responses: { 201: transferAndCode },
  rateLimit: hourly,
  audit: { event: 'project.transfer-requested' },
} as const satisfies HostEndpoint;

/** @see spec/transfers.md — TRF-19 */
export const offerResource = {
  id: 'offerResource',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/resources/{resource}/transfers',
  summary: 'Makes a code with which another team takes over a resource, without its projects.',
  access: { kind: 'team', action: 'resource:write' },
  request: z.strictObject({
    disconnect: z
      .boolean()
      .default(false)
      .describe('Ends its connections when it is taken over. Without it, one that has any stays.'),
  }),
  responses: { 201: transferAndCode },
  rateLimit: hourly,
  audit: { event: 'resource.transfer-requested' },
} as const satisfies HostEndpoint;

/**
 * Owners alone give away what the team is billed for.
 *
 * @see spec/transfers.md — TRF-21; spec/partner-api.md §7.11
 */
export const offerInstallation = {
  id: 'offerInstallation',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/installations/{installation}/transfers',
  summary:
    'Makes a code with which another team takes over an installation with all its resources.',
  access: { kind: 'team', action: 'team:manage' },
  request: z.strictObject({
    disconnect: z
      .boolean()
      .default(false)
      .describe(
        'Ends the connections of its resources when it is taken over. Without it, one that has any stays.',
      ),
  }),
  responses: { 201: transferAndCode },
  rateLimit: hourly,
  audit: { event: 'installation.transfer-requested' },
} as const satisfies HostEndpoint;

export const listTransfers = {
  id: 'listTransfers',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/transfers',
  summary: 'Lists what a team hands over or has handed over in the last 30 days, newest first.',
  access: { kind: 'team', action: 'installation:read' },
  responses: { 200: z.object({ transfers: z.array(transfer) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const withdrawTransfer = {
  id: 'withdrawTransfer',
  method: 'DELETE',
  path: '/kontor/v1/teams/{team}/transfers/{transfer}',
  summary: 'Takes a code back. One that is being accepted already is not.',
  access: { kind: 'team', action: 'resource:write' },
  responses: { 204: null },
  audit: { event: 'transfer.withdrawn' },
} as const satisfies HostEndpoint;

/** What a team is shown before it decides. @see spec/transfers.md — TRF-6 */
export const getTransfer = {
  id: 'getTransfer',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/transfer-requests/{code}',
  summary: 'Shows what a team would take over with a code, and under which plans.',
  access: { kind: 'team', action: 'resource:write' },
  responses: {
    200: z.object({
      kind: transferKind,
      name: z.string(),
      expiresAt: z.iso.datetime(),
      status: z
        .enum(['open', 'accepting', 'done'])
        .describe('Being accepted, it goes on by itself until it is done or open again.'),
      obstacle: z
        .object({ code: z.string(), message: z.string() })
        .nullable()
        .describe('What it was held up by last.'),
      needs: z
        .array(
          z.object({
            code: z.string(),
            message: z.string(),
            missing: z.array(z.string()).optional().describe('Keys of policies to accept.'),
            eulaUrl: z.string().nullable().optional(),
            privacyUrl: z.string().nullable().optional(),
            integrations: z.array(z.string()).optional().describe('Slugs of those to install.'),
          }),
        )
        .describe('What the team has to see to before it can accept.'),
      installations: z.array(
        z.object({
          installationId: z
            .string()
            .nullable()
            .describe(
              "The team's own, or the one that comes; null where it has to install the integration.",
            ),
          integration: z.object({ slug: z.string(), name: z.string() }),
          resources: z.array(
            z.object({
              id: z.string(),
              name: z.string(),
              billingPlan: resolvedBillingPlan.nullable().describe('As it is billed now.'),
            }),
          ),
          billingPlan: resolvedBillingPlan
            .nullable()
            .describe('Of an installation that comes as a whole, as it is billed now.'),
          newBillingPlan: resolvedBillingPlan
            .nullable()
            .describe('The plan that comes with it; null where the present one will do.'),
        }),
      ),
    }),
  },
  rateLimit: hourly,
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** The team in the path is the target. @see spec/transfers.md — TRF-7 */
export const acceptTransfer = {
  id: 'acceptTransfer',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/transfer-requests/{code}/accept',
  summary: 'Takes over what a code stands for, under the plans that its providers ask.',
  access: { kind: 'team', action: 'resource:write' },
  request: z.strictObject({
    newProjectName: projectName.optional().describe('What a project is called from now on.'),
    acceptedPolicies: z
      .array(z.string().min(1).max(32))
      .max(10)
      .optional()
      .describe('Of an installation: keys of the policies that a person has accepted just now.'),
  }),
  responses: { 200: acceptedTransfer },
  rateLimit: hourly,
  audit: { event: 'resource.transferred' },
} as const satisfies HostEndpoint;

/** @see spec/transfers.md — TRF-20 */
export const declineTransfer = {
  id: 'declineTransfer',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/transfer-requests/{code}/decline',
  summary: 'Ends a code that the team does not want, for everybody.',
  access: { kind: 'team', action: 'resource:write' },
  responses: { 204: null },
  rateLimit: hourly,
  audit: { event: 'transfer.declined' },
} as const satisfies HostEndpoint;
