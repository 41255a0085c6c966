import * as z from 'zod';

/** The longest name of an environment variable that the host writes, in characters. */
export const variableNameMaxLength = 256;

/** A name that every shell and runtime accepts for an environment variable. */
export const variableName = z
  .string()
  .max(variableNameMaxLength, {
    error: ({ input }) =>
      `A variable name has at most ${variableNameMaxLength} characters; this one has ${lengthOf(input)}.`,
  })
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    'A variable name begins with a letter or "_" and goes on with letters, digits and "_".',
  );
export type VariableName = z.infer<typeof variableName>;

function lengthOf(input: unknown): number {
  return typeof input === 'string' ? input.length : 0;
}
