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
    readAs('US dollars from 0 on, in digits with a point before the cents, such as 10.50'),
  );
export type Amount = z.infer<typeof amount>;

const MOST_SHOWN = 32;

/** What is said of a number that was written in another way than `rule` says: that, and what was written. */
export function readAs(rule: string) {
  return {
    error: ({ input }: { readonly input?: unknown }) =>
      `${rule}; this is “${String(input).slice(0, MOST_SHOWN)}”`,
  };
}
