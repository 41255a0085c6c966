import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';

const moment = z.iso.datetime();
const day = z.iso.date();
export const usageMoney = z
  .string()
  .describe('A decimal in US dollars, to the last digit; less than 0 where more is taken off.');
export const usageMetric = {
  name: z.string(),
  type: z.enum(['total', 'interval', 'rate']),
  units: z.string(),
};
const period = z.object({ start: moment, end: moment });
const integration = z.object({ slug: z.string(), name: z.string() });
const resource = z.string().nullable().describe("The provider's id; null for the installation.");

/** What usage is asked of: all of the team, or what all of these have in common. */
const selection = {
  installation: z.string().optional().describe('Only of one installation, by id.'),
  resource: z.string().optional().describe('Only of one resource, by id.'),
  project: z
    .string()
    .optional()
    .describe('Only of the resources that are connected to a project, by name or id.'),
};
export const usageRange = {
  from: day.optional().describe('The first day, in UTC.'),
  to: day
    .optional()
    .describe('The last day, in UTC; tomorrow unless stated, as a billing day may end then.'),
};

const punctuality = z
  .enum(['fresh', 'late', 'overdue'])
  .nullable()
  .describe(
    'late: nothing was reported for 20 hours; overdue: for 24. null before the first report, and where none is awaited.',
  );

const installationUsage = z.object({
  installationId: z.string(),
  integration,
  lastReportAt: moment.nullable().describe('When the host took the last report.'),
  ageSeconds: z.number().int().nullable().describe('How old that report is.'),
  punctuality,
  period: period.nullable(),
  isPeriodOver: z.boolean().describe('Then it is no part of the total.'),
  owed: usageMoney,
  resources: z.array(z.object({ resourceId: resource, owed: usageMoney })),
  usage: z.array(
    z.object({
      ...usageMetric,
      dayValue: z.string(),
      periodValue: z.string(),
      planValue: z.string().nullable(),
    }),
  ),
});
export type InstallationUsage = z.infer<typeof installationUsage>;

/** Nothing of this is charged; invoices are. @see spec/concepts.md — C15, C25 */
export const getTeamUsage = {
  id: 'getTeamUsage',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/usage',
  summary: 'Shows what was used and is owed so far in the present periods, and how old that is.',
  access: { kind: 'team', action: 'billing:read' },
  query: z.strictObject(selection),
  responses: {
    200: z.object({ total: usageMoney, installations: z.array(installationUsage) }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const addedCost = z.array(z.object({ from: day, added: usageMoney }));

export const usedBySpan = z.array(
  z.object({ ...usageMetric, values: z.array(z.object({ from: day, value: z.string() })) }),
);

const usageSeries = z.object({
  installationId: z.string(),
  integration,
  cost: addedCost,
  usage: usedBySpan,
});
export type UsageSeries = z.infer<typeof usageSeries>;

export const getUsageSeries = {
  id: 'getUsageSeries',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/usage/series',
  summary: 'Shows what each day, week or month added to cost and usage, the earliest first.',
  access: { kind: 'team', action: 'billing:read' },
  query: z.strictObject({
    ...selection,
    ...usageRange,
    per: z.enum(['day', 'week', 'month']).default('day'),
  }),
  responses: {
    200: z.object({ from: day, to: day, cost: addedCost, installations: z.array(usageSeries) }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

const usageForecast = z.object({
  installationId: z.string(),
  integration,
  period: period.nullable(),
  owed: usageMoney,
  forecast: z
    .string()
    .nullable()
    .describe('In dollars with cents; null where nothing can be said.'),
  unknownBecause: z
    .enum(['no_report', 'one_day', 'period_over'])
    .nullable()
    .describe(
      'one_day: what is charged once cannot be told from what grows. period_over: of the present period nothing is reported.',
    ),
  isLowerBound: z.boolean().describe('A line was seen on one day only, and may still grow.'),
  days: z.number().int().describe('The reported days that it is made from.'),
  usage: z.array(
    z.object({
      ...usageMetric,
      periodValue: z.string(),
      planValue: z.string().nullable(),
      forecast: z.string().nullable(),
    }),
  ),
});
export type UsageForecast = z.infer<typeof usageForecast>;

/** How it is foretold: docs/usage.md. */
export const getUsageForecast = {
  id: 'getUsageForecast',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/usage/forecast',
  summary: 'Foretells what the present periods come to at their end, or says why it cannot.',
  access: { kind: 'team', action: 'billing:read' },
  query: z.strictObject(selection),
  responses: {
    200: z.object({
      total: z.string().nullable().describe('The sum of what is known; null where nothing is.'),
      isComplete: z.boolean().describe('Whether the end of each installation is known.'),
      installations: z.array(usageForecast),
    }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

const usageRecord = z.object({
  day,
  installationId: z.string(),
  integration: z.string().describe('Its slug.'),
  periodStart: moment,
  periodEnd: moment,
  reportedAt: moment,
  kind: z.enum(['usage', 'item', 'discount']),
  resourceId: resource,
  name: z.string(),
  billingPlanId: z.string().nullable(),
  amount: z.string().nullable().describe('Owed so far in the period; of usage null.'),
  type: z.string().nullable(),
  units: z.string().nullable(),
  dayValue: z.string().nullable(),
  periodValue: z.string().nullable(),
  planValue: z.string().nullable(),
});
export type UsageRecord = z.infer<typeof usageRecord>;

export const exportUsage = {
  id: 'exportUsage',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/usage/export',
  summary: 'Lists what holds of each day, a row for each line, former installations too.',
  access: { kind: 'team', action: 'billing:read' },
  query: z.strictObject({ ...selection, ...usageRange }),
  responses: { 200: z.object({ from: day, to: day, rows: z.array(usageRecord) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
