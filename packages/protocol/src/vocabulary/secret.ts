import * as z from 'zod';
import { absentWhenNull } from './absent-when-null.ts';

/** Other values of a secret in the environments every project has. */
export const environmentOverrides = z.object({
  development: absentWhenNull(z.string()),
  preview: absentWhenNull(z.string()),
  production: absentWhenNull(z.string()),
});
export type EnvironmentOverrides = z.infer<typeof environmentOverrides>;

/**
 * One entry of a resource's keyset, as its provider answers it.
 *
 * @see spec/partner-api.md §5.4
 */
export const secret = z.object({
  name: z.string().min(1),
  value: z.string(),
  prefix: absentWhenNull(z.string()),
  environmentOverrides: absentWhenNull(environmentOverrides),
});
export type Secret = z.infer<typeof secret>;
