import * as z from 'zod';
import { billingPlanType } from '../../vocabulary/billing-plan.ts';

const detail = z.strictObject({ label: z.string(), value: z.string().optional() });

/**
 * A billing plan as a provider pushes it. Other keys of the plan are allowed and kept.
 *
 * @see spec/platform-api.md §2
 */
export const pushedBillingPlan = z.looseObject({
  id: z.string().min(1),
  type: billingPlanType,
  name: z.string(),
  description: z.string().optional(),
  paymentMethodRequired: z.boolean().optional(),
  cost: z.string().optional(),
  details: z.array(detail).optional(),
  highlightedDetails: z.array(detail).optional(),
  effectiveDate: z.string().optional(),
});
export type PushedBillingPlan = z.infer<typeof pushedBillingPlan>;
