import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { installationId } from '../../vocabulary/ids.ts';
import { addedCost, usageMetric, usageMoney, usageRange, usedBySpan } from './team-usage.ts';

const place = '/kontor/v1/teams/{team}/integrations/{integration}/usage';
const day = z.iso.date();
const access = { kind: 'team', action: 'billing:read' } as const;
const rateLimit = { requests: 60, windowSeconds: 60, per: 'team' } as const;
const tests = z.enum(['true', 'false']).optional().describe('Only tests, or none of them.');

/** Nothing of this is charged; invoices are. How it is added up: docs/usage.md. @see spec/concepts.md — C15 */
export const getProviderUsage = {
  id: 'getProviderUsage',
  method: 'GET',
  path: `${place}/series`,
  summary:
    'Shows its provider what each day, week or month added to cost and usage, over all installations.',
  access,
  rateLimit,
  query: z.strictObject({
    ...usageRange,
    per: z.enum(['day', 'week', 'month']).default('day'),
    tests,
  }),
  responses: {
    200: z.object({
      from: day,
      to: day,
      installations: z.int().describe('Of how many something was reported in these days.'),
      cost: addedCost,
      usage: usedBySpan,
    }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

const installationUse = z.object({
  id: installationId,
  team: z.object({ name: z.string().nullable().describe('Null for a team that is gone.') }),
  isTest: z.boolean().describe('Nothing of it is charged.'),
  lastReportAt: z.iso.datetime().nullable().describe('When the host took the last report.'),
  cost: usageMoney,
  usage: z.array(z.object({ ...usageMetric, value: z.string() })),
});
export type InstallationUse = z.infer<typeof installationUse>;

export const listProviderUsageByInstallation = {
  id: 'listProviderUsageByInstallation',
  method: 'GET',
  path: `${place}/installations`,
  summary:
    'Lists what each installation has added to cost and usage in some days, for its provider, newest first.',
  access,
  rateLimit,
  query: z.strictObject({
    ...usageRange,
    tests,
    before: installationId.optional().describe('Only those older than this one.'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  responses: {
    200: z.object({ from: day, to: day, installations: z.array(installationUse) }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
