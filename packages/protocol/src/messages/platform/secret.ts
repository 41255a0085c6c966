import * as z from 'zod';

/** One entry of a keyset as a provider pushes it; closed, but for the overrides. @see spec/platform-api.md §2 */
export const pushedSecret = z.strictObject({
  name: z.string().min(1),
  value: z.string(),
  prefix: z.string().optional(),
  environmentOverrides: z
    .object({
      development: z.string().optional(),
      preview: z.string().optional(),
      production: z.string().optional(),
    })
    .optional(),
});
export type PushedSecret = z.infer<typeof pushedSecret>;

/** All secrets of a resource, or with `partial` only those to overwrite. */
export const pushedSecrets = z.strictObject({
  secrets: z.array(pushedSecret),
  partial: z.boolean().optional(),
});
export type PushedSecrets = z.infer<typeof pushedSecrets>;
