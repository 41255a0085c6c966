import type * as z from 'zod';

/**
 * Reads an optional field of a sender that may write `null` for "not there", as many providers do.
 *
 * @see spec/partner-api.md §2, §19
 */
export function absentWhenNull<Schema extends z.ZodType>(schema: Schema) {
  return schema
    .nullish()
    .transform((value) => value ?? undefined)
    .optional();
}
