import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { desiredState } from '../../vocabulary/desired-state.ts';
import { statePlanId } from '../../vocabulary/ids.ts';
import { actor } from './event.ts';
import { hourly } from './rate-limit.ts';

const planItem = z.object({
  action: z
    .enum(['create', 'change', 'keep', 'remove', 'leave'])
    .describe('`leave`: the file does not name it, and it stays.'),
  kind: z.enum([
    'project',
    'environment',
    'installation',
    'resource',
    'connection',
    'variable',
    'shared-variable',
  ]),
  name: z.string(),
  environments: z.array(z.string()).optional(),
  changes: z.array(z.string()).optional().describe('What is different; never a value.'),
  isMade: z.boolean().optional().describe('Whether an earlier plan of the project made it.'),
  note: z.string().optional(),
});

const planStep = z.object({
  kind: z.string(),
  name: z.string(),
  status: z.enum(['pending', 'done']),
});

const planNeed = z.object({
  kind: z.enum(['payment-method', 'spend-limit', 'approval']),
  message: z.string().describe('For people.'),
  resources: z.array(z.string()).describe('Whose plans need it.'),
  perMonth: z
    .string()
    .nullable()
    .optional()
    .describe('Dollars that those cost in a month; null where nobody knows.'),
  limit: z
    .object({
      kind: z.enum(['team', 'project', 'installation', 'resource']),
      id: z.string().nullable().describe('Null for the team.'),
      amount: z.string(),
      hardStop: z.boolean(),
    })
    .optional(),
  spent: z.string().optional().describe('Dollars that are spent under the limit this month.'),
  isRefused: z
    .boolean()
    .optional()
    .describe('Whether the limit refuses them now; otherwise it is passed when they are billed.'),
  reasons: z
    .array(z.enum(['no_budget', 'per_purchase', 'per_month', 'price_unknown', 'terms']))
    .optional()
    .describe('Why the person of an agent has to approve.'),
});

/** What would be done to reach a desired state, and how far it is. */
export const statePlan = z.object({
  id: statePlanId,
  project: z.string(),
  status: z.enum(['ready', 'applying', 'applied', 'failed']),
  /** Whether the same file was applied last, so that something was changed elsewhere. */
  isDrift: z.boolean(),
  prunes: z.boolean(),
  items: z.array(planItem),
  steps: z.array(planStep),
  /** The names of all variables as they will be, and who gives each. */
  environments: z.array(
    z.object({
      environment: z.string(),
      variables: z.array(z.object({ name: z.string(), from: z.string() })),
    }),
  ),
  costs: z.array(
    z.object({
      resource: z.string(),
      plan: z.string(),
      stated: z.string().nullable(),
      perMonth: z.string().nullable().describe('Dollars; null where the plan does not say.'),
    }),
  ),
  perMonth: z.object({ known: z.string(), isComplete: z.boolean() }),
  policies: z
    .array(
      z.object({
        integration: z.string(),
        policies: z.array(z.string()),
        eulaUrl: z.string().nullable(),
        privacyUrl: z.string().nullable(),
      }),
    )
    .describe('What a person must accept when it is applied.'),
  /** What whoever planned may not do, so that somebody else has to apply it. */
  approvals: z.array(z.object({ action: z.string(), reason: z.string() })),
  needs: z
    .array(planNeed)
    .describe('What has to be there or be agreed to, as things are now for whoever asks.'),
  unknowns: z.array(z.string()),
  createdBy: actor,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  /** Why it stopped; null unless it failed. */
  refusal: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
});
export type StatePlan = z.infer<typeof statePlan>;

const planAnswer = z.object({ plan: statePlan });

export const createStatePlan = {
  id: 'createStatePlan',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/projects/{project}/plans',
  summary:
    'Plans how a project comes to have what a file says, and keeps the plan. Nothing is changed.',
  access: { kind: 'team', action: 'project:read' },
  rateLimit: hourly,
  request: z.strictObject({
    state: desiredState,
    values: z
      .record(z.string().max(256), z.string().max(65_536))
      .default({})
      .describe('Values that the file names with fromEnv. They are sealed, and never shown.'),
    prune: z
      .boolean()
      .default(false)
      .describe('Removes what earlier plans of the project made and the file names no more.'),
  }),
  responses: { 201: planAnswer },
  audit: { event: 'state-plan.created' },
} as const satisfies HostEndpoint;

export const listStatePlans = {
  id: 'listStatePlans',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/projects/{project}/plans',
  summary: 'Lists the newest plans of a project, at most fifty.',
  access: { kind: 'team', action: 'project:read' },
  responses: { 200: z.object({ plans: z.array(statePlan) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const getStatePlan = {
  id: 'getStatePlan',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/plans/{plan}',
  summary: 'Shows a plan, and how far it is.',
  access: { kind: 'team', action: 'project:read' },
  responses: { 200: planAnswer },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const applyStatePlan = {
  id: 'applyStatePlan',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/plans/{plan}/apply',
  summary:
    'Applies a plan, once; a repeat answers how far it is. Refused when what it was made from has changed.',
  access: { kind: 'team', action: 'project:read', waits: true },
  request: z
    .strictObject({
      acceptedPolicies: z
        .record(z.string().max(64), z.array(z.string().min(1).max(32)).max(10))
        .default({})
        .describe('Policies that a person has accepted just now, by integration.'),
    })
    .default({ acceptedPolicies: {} }),
  responses: { 200: planAnswer, 202: planAnswer },
  audit: { event: 'state-plan.begun' },
} as const satisfies HostEndpoint;

export const exportState = {
  id: 'exportState',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/projects/{project}/state',
  summary:
    'Says what a project has, as the file that would want just that. Values are not in it but for plain ones.',
  access: { kind: 'team', action: 'project:read' },
  responses: {
    200: z.object({
      state: desiredState,
      fromEnv: z
        .array(z.object({ name: z.string(), variable: z.string() }))
        .describe(
          'What a machine that plans must have set, and the value of which variable it is.',
        ),
      notes: z.array(z.string()).describe('What is left out.'),
    }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
