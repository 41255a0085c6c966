import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { projectName } from '../../vocabulary/project-name.ts';
import { refusal } from '../../vocabulary/refusal.ts';
import { refusalsOfChanges } from '../platform/refusals.ts';
import { scopeQuery } from './scope.ts';

/** Hands a project over to whichever team presents the code. @see spec/partner-api.md §8.4 */
export const createProjectTransfer = {
  id: 'createProjectTransfer',
  method: 'POST',
  path: '/projects/{project}/transfer-request',
  aliases: ['/v1/projects/{project}/transfer-request'],
  summary: 'Makes a code with which another team takes over a project and its resources.',
  access: { kind: 'scope', action: 'project:write' },
  query: scopeQuery,
  request: z
    .object({
      callbackUrl: z
        .url()
        .max(2048)
        .optional()
        .describe('Called by POST when the project has been taken over.'),
      callbackSecret: z
        .string()
        .min(1)
        .max(256)
        .optional()
        .describe(
          'Signs that call: HMAC-SHA256 of the body, in hexadecimal, as x-vercel-signature.',
        ),
    })
    .optional(),
  responses: {
    200: z.object({ code: z.string().describe('Good for 24 hours, and for one team.') }),
    ...refusalsOfChanges,
    502: refusal,
  },
  rateLimit: { requests: 120, windowSeconds: 3600, per: 'person' },
  audit: { event: 'project.transfer-requested' },
} as const satisfies HostEndpoint;

const partnerCall = z.object({
  installationId: z.string().describe("The target team's."),
  resourceIds: z.array(z.string()),
  result: z.object({
    status: z.enum(['fulfilled', 'errored']),
    code: z.string().optional(),
    error: z.object({ message: z.string() }).optional(),
  }),
});
export type PartnerCall = z.infer<typeof partnerCall>;

export const acceptedTransfer = z.object({
  partnerCalls: z.array(partnerCall),
  resourceTransferErrors: z.array(
    z.object({ resourceId: z.string(), code: z.string(), message: z.string() }),
  ),
  transferredStoreIds: z.array(z.string()),
});
export type AcceptedTransfer = z.infer<typeof acceptedTransfer>;

/** The team of the caller is the target. @see spec/partner-api.md §8.4; spec/transfers.md — TRF-7 */
export const acceptProjectTransfer = {
  id: 'acceptProjectTransfer',
  method: 'PUT',
  path: '/projects/transfer-request/{code}',
  aliases: ['/v1/projects/transfer-request/{code}'],
  summary: 'Takes over the project that a code stands for, under the plans that its providers ask.',
  access: { kind: 'scope', action: 'project:write' },
  query: scopeQuery,
  request: z
    .object({
      newProjectName: projectName.optional(),
      paidFeatures: z.unknown().optional(),
      acceptedPolicies: z
        .unknown()
        .optional()
        .describe('Passed over: they were accepted when the integration was installed.'),
    })
    .optional(),
  responses: { 202: acceptedTransfer, ...refusalsOfChanges, 502: refusal },
  rateLimit: { requests: 120, windowSeconds: 3600, per: 'person' },
  audit: { event: 'project.transferred-in' },
} as const satisfies HostEndpoint;
