import * as z from 'zod';

const field = z.looseObject({ key: z.string(), message: z.string().nullish() });

/**
 * What either side answers when it will not do what was asked. Branch on the HTTP status, show `message`.
 *
 * Optional parts may be `null`, as some providers write them.
 *
 * @see spec/partner-api.md §2
 * @see spec/platform-api.md §1.4
 */
export const refusal = z.looseObject({
  error: z.looseObject({
    code: z.string(),
    message: z.string(),
    /** What to show to the customer, and where they can mend it. */
    user: z.looseObject({ message: z.string().nullish(), url: z.string().nullish() }).nullish(),
    /** The fields of the form that are wrong; only with status 400. */
    fields: z.array(field).nullish(),
  }),
});
export type Refusal = z.infer<typeof refusal>;
