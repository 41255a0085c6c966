import * as z from 'zod';
import { absentWhenNull } from './absent-when-null.ts';
import { amount } from './amount.ts';

/** Billed by invoices for a period, or drawn from a balance bought before. @see spec/concepts.md — C12, C24 */
export const billingPlanType = z.enum(['subscription', 'prepayment']);
export type BillingPlanType = z.infer<typeof billingPlanType>;

/** Whether a plan covers one resource or all of an installation. @see spec/concepts.md — C12, C23 */
export const billingPlanScope = z.enum(['resource', 'installation']);
export type BillingPlanScope = z.infer<typeof billingPlanScope>;

const planDetail = z.looseObject({ label: z.string(), value: absentWhenNull(z.string()) });

/**
 * A billing plan as its provider states it. Unknown keys are kept; texts may be empty, because real
 * providers send empty ones.
 *
 * @see spec/partner-api.md §5.1
 */
export const billingPlan = z.looseObject({
  id: z.string().min(1),
  type: billingPlanType,
  name: z.string(),
  description: absentWhenNull(z.string()),
  scope: absentWhenNull(billingPlanScope),
  /** `false` marks a free plan; only meaningful for a subscription. */
  paymentMethodRequired: absentWhenNull(z.boolean()),
  /** In dollars: what the payment method is tested for, neither charged nor reserved. */
  preauthorizationAmount: absentWhenNull(z.number().nonnegative()),
  initialCharge: absentWhenNull(amount),
  minimumAmount: absentWhenNull(amount),
  maximumAmount: absentWhenNull(amount),
  maximumAmountAutoPurchasePerPeriod: absentWhenNull(amount),
  /** Text for people, such as `"$20.00/month"`. */
  cost: absentWhenNull(z.string()),
  details: absentWhenNull(z.array(planDetail)),
  highlightedDetails: absentWhenNull(z.array(planDetail)),
  quote: absentWhenNull(z.array(z.looseObject({ line: z.string(), amount: z.string() }))),
  /** ISO 8601: when a change of plan takes effect. */
  effectiveDate: absentWhenNull(z.string()),
  disabled: absentWhenNull(z.boolean()),
});
export type BillingPlan = z.infer<typeof billingPlan>;

const shownDetail = z.looseObject({ label: z.string(), value: z.string().optional() });

/** A billing plan as the host shows it: what a provider may leave open is filled in. @see spec/platform-api.md §3.5 */
export const resolvedBillingPlan = z.looseObject({
  id: z.string(),
  type: billingPlanType,
  name: z.string(),
  description: z.string(),
  scope: billingPlanScope,
  paymentMethodRequired: z.boolean(),
  preauthorizationAmount: z.number().optional(),
  initialCharge: amount.optional(),
  minimumAmount: amount.optional(),
  maximumAmount: amount.optional(),
  maximumAmountAutoPurchasePerPeriod: amount.optional(),
  cost: z.string().optional(),
  details: z.array(shownDetail).optional(),
  highlightedDetails: z.array(shownDetail).optional(),
  quote: z.array(z.looseObject({ line: z.string(), amount: z.string() })).optional(),
  effectiveDate: z.string().optional(),
  disabled: z.boolean().optional(),
});
export type ResolvedBillingPlan = z.infer<typeof resolvedBillingPlan>;

/** Fills in the protocol's defaults: a plan covers one resource and needs a payment method. */
export function resolveBillingPlan(plan: BillingPlan): ResolvedBillingPlan {
  return {
    ...plan,
    description: plan.description ?? '',
    scope: plan.scope ?? 'resource',
    paymentMethodRequired: plan.paymentMethodRequired ?? true,
  };
}
