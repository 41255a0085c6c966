import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { resolvedBillingPlan } from '../../vocabulary/billing-plan.ts';

/** What a team is shown before it decides. @see spec/transfers.md — TRF-6 */
export const getTransfer = {
  id: 'getTransfer',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/transfer-requests/{code}',
  summary: 'Shows what a team would take over with a code, and under which plans.',
  access: { kind: 'team', action: 'project:write' },
  responses: {
    200: z.object({
      project: z.object({ name: z.string() }),
      expiresAt: z.iso.datetime(),
      status: z
        .enum(['open', 'accepting', 'done'])
        .describe('Being accepted, it goes on by itself until it is done or open again.'),
      obstacle: z
        .object({ code: z.string(), message: z.string() })
        .nullable()
        .describe('What it was held up by last.'),
      installations: z.array(
        z.object({
          installationId: z.string().describe("The team's own."),
          resources: z.array(z.object({ id: z.string(), name: z.string() })),
          newBillingPlan: resolvedBillingPlan
            .nullable()
            .describe('The plan that comes with it; null where the present one will do.'),
        }),
      ),
    }),
  },
  rateLimit: { requests: 120, windowSeconds: 3600, per: 'person' },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
