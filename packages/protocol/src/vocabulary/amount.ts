import * as z from 'zod';

/**
 * An amount of money on the wire: a decimal string in US dollars, without sign, currency mark or exponent.
 *
 * @see spec/platform-api.md §0
 */
export const amount = z
  .string()
  .regex(
    /^[0-9]+(\.[0-9]+)?$/,
    'An amount is a plain decimal number in a string, such as "10.50".',
  );
export type Amount = z.infer<typeof amount>;
