import * as z from 'zod';

/** The longest prefix a team can put on a connection, in characters. */
export const connectionPrefixMaxLength = 64;

/**
 * What a team puts before the names of one connection's variables. Underscores at its end are dropped,
 * because joining adds one.
 *
 * @see spec/concepts.md — C20
 * @see spec/partner-api.md §10.7
 */
export const connectionPrefix = z
  .string()
  .max(connectionPrefixMaxLength, {
    error: ({ input }) =>
      `A prefix has at most ${connectionPrefixMaxLength} characters; this one has ${lengthOf(input)}.`,
  })
  .regex(
    /^[a-zA-Z][a-zA-Z0-9_]*$/,
    'A prefix begins with a letter and goes on with letters, digits and "_".',
  )
  .overwrite(withoutTrailingUnderscores);
export type ConnectionPrefix = z.infer<typeof connectionPrefix>;

/** `DB1_` and `DB1` are the same prefix. */
export function withoutTrailingUnderscores(prefix: string): string {
  return prefix.replace(/_+$/, '');
}

function lengthOf(input: unknown): number {
  return typeof input === 'string' ? input.length : 0;
}
