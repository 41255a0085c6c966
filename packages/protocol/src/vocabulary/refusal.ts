import * as z from 'zod';
import { absentWhenNull } from './absent-when-null.ts';

/**
 * What either side answers when it will not do what was asked. Branch on the HTTP status, show `message`.
 *
 * @see spec/partner-api.md §2
 * @see spec/platform-api.md §1.4
 */
export const refusal = z.looseObject({
  error: z.looseObject({
    code: z.string(),
    message: z.string(),
    /** What to show to the customer, and where they can mend it. */
    user: absentWhenNull(
      z.looseObject({ message: absentWhenNull(z.string()), url: absentWhenNull(z.string()) }),
    ),
    /** The fields of the form that are wrong; only with status 400. */
    fields: absentWhenNull(
      z.array(z.looseObject({ key: z.string(), message: absentWhenNull(z.string()) })),
    ),
  }),
});
export type Refusal = z.infer<typeof refusal>;
