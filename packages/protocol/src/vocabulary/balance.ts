import * as z from 'zod';
import { absentWhenNull } from './absent-when-null.ts';

/** What is left of a prepayment, in US cents; without `resourceId` it belongs to the installation. @see spec/partner-api.md §5.5 */
export const balance = z.object({
  currencyValueInCents: z.number(),
  resourceId: absentWhenNull(z.string()),
  /** Text for people, such as `"2,000 Tokens"`. */
  credit: absentWhenNull(z.string()),
  /** The unit of `credit`, such as `"Tokens"`. */
  nameLabel: absentWhenNull(z.string()),
});
export type Balance = z.infer<typeof balance>;
