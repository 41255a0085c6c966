import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { amount } from '../../vocabulary/amount.ts';
import { resolvedBillingPlan } from '../../vocabulary/billing-plan.ts';
import { hourly } from './rate-limit.ts';

/** What a change of plan will cost, as far as its provider states it now. */
const planPreview = z.object({
  at: z.iso.datetime().describe("By the team's time."),
  from: resolvedBillingPlan.nullable().describe('The plan that holds now.'),
  replaces: resolvedBillingPlan.nullable().describe('One that was to take effect later.'),
  to: resolvedBillingPlan,
  isSame: z.boolean().describe('Whether it holds already, so that nothing changes.'),
  effectiveAt: z.iso
    .datetime()
    .nullable()
    .describe('From when it holds; null means at once, as far as is known.'),
  initialCharge: amount.nullable().describe('What is billed at the start, where that is stated.'),
  prepayment: z
    .object({ minimum: amount.nullable(), maximum: amount.nullable() })
    .nullable()
    .describe('Bounds of a purchase, without which a prepayment has no balance.'),
  authorisation: amount
    .nullable()
    .describe('What is held on the payment method, and let go at once, before the plan is taken.'),
  payment: z.object({
    isNeeded: z.boolean().describe('Whether the plan is taken only with a payment method.'),
    isReady: z.boolean().describe('Whether there is one, or an operator collects what is owed.'),
    isByOperator: z.boolean(),
  }),
  limits: z.array(
    z.object({
      kind: z.enum(['team', 'project', 'installation', 'resource']),
      id: z.string().nullable(),
      amount,
      spent: amount,
      isReached: z.boolean().describe('Whether nothing that costs something is taken now.'),
    }),
  ),
  unknown: z
    .array(
      z.object({
        code: z.enum(['price', 'start', 'initial_charge', 'proration', 'usage']),
        message: z.string(),
      }),
    )
    .describe('What nobody can know before it happens, and why.'),
});
export type PlanPreview = z.infer<typeof planPreview>;

const previewing = {
  method: 'GET',
  access: { kind: 'team', action: 'installation:read' },
  rateLimit: hourly,
  query: z.strictObject({ billingPlanId: z.string().min(1).max(256) }),
  responses: { 200: z.object({ preview: planPreview }) },
  audit: { none: 'reads only' },
} as const;

export const previewResourcePlan = {
  ...previewing,
  id: 'previewResourcePlan',
  path: '/kontor/v1/teams/{team}/resources/{resource}/plan-preview',
  summary: 'Tells what a change of plan will cost before it is made. Nothing is held or changed.',
} as const satisfies HostEndpoint;

export const previewInstallationPlan = {
  ...previewing,
  id: 'previewInstallationPlan',
  path: '/kontor/v1/teams/{team}/installations/{installation}/plan-preview',
  summary: 'Tells the same of an installation that is billed as a whole.',
} as const satisfies HostEndpoint;
