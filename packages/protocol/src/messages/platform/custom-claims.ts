import * as z from 'zod';

const roleName = z.string().max(32);
const claimValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/**
 * Claims that the host puts into tokens it mints for a resource. Rules apply in order, later ones win,
 * and `null` removes a claim.
 *
 * @see spec/platform-api.md §2
 */
export const customClaims = z
  .strictObject({
    roles: z.array(roleName).max(32).optional(),
    defaultRole: roleName.optional(),
    claimRules: z
      .array(
        z.strictObject({
          claims: z.record(z.string(), claimValue),
          when: z
            .strictObject({
              role: z.array(z.string()).min(1).max(32).optional(),
              environment: z.array(z.string()).min(1).max(32).optional(),
            })
            .optional(),
        }),
      )
      .optional(),
  })
  .refine(({ roles, defaultRole }) => roles === undefined || defaultRole !== undefined, {
    path: ['defaultRole'],
    message: 'A default role is needed where roles are listed.',
  });
export type CustomClaims = z.infer<typeof customClaims>;
