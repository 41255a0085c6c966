import * as z from 'zod';
import { amount } from '../../vocabulary/amount.ts';
import { instant } from '../../vocabulary/instant.ts';

/** An amount of money as the host takes it: more digits than any sum has are refused. */
export const charge = amount.max(64);

/** Where a line belongs, apart from the plan. */
const lineFields = {
  billingPlanId: z.string().min(1).max(256),
  name: z.string().max(1024),
  details: z.string().max(4096).optional(),
  /** The provider's id; without one the line is of the whole installation. */
  resourceId: z.string().min(1).max(1024).optional(),
  /** Where they differ from those of the period. */
  start: instant.optional(),
  end: instant.optional(),
};

/** One line of what is owed; closed. @see spec/platform-api.md §2.11 */
export const billingItem = z.strictObject({
  ...lineFields,
  price: charge.describe('Of one unit, in US dollars.'),
  quantity: z.number(),
  units: z.string().max(256),
  total: charge.describe('In US dollars.'),
});
export type BillingItem = z.infer<typeof billingItem>;

/** One line of what is taken off again; closed. @see spec/platform-api.md §2.11 */
export const billingDiscount = z.strictObject({ ...lineFields, amount: charge });
export type BillingDiscount = z.infer<typeof billingDiscount>;

/** The time that a report or an invoice is about; closed. */
export const billingPeriod = z.strictObject({ start: instant, end: instant });
