import * as z from 'zod';

/** What a product calls one thing that it can do for a deployment. */
export const deploymentActionSlug = z
  .string()
  .max(64)
  .regex(/^[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?$/, 'lower-case letters, digits, inner - and _ only');

const environments = z.array(z.string().min(1).max(64)).min(1).max(50);

/**
 * Something that a product can do for each deployment before it is built, such as branching a
 * database.
 *
 * @see spec/partner-api.md §10.2, §10.10
 */
export const deploymentAction = z.strictObject({
  slug: deploymentActionSlug,
  name: z.string().trim().min(1).max(64),
  description: z.string().max(256).optional(),
  options: z
    .strictObject({
      environments: environments.optional().describe('The only ones that it can be chosen for.'),
    })
    .optional(),
  suggestions: z
    .strictObject({
      environments: environments.optional().describe('What is taken where a team names none.'),
    })
    .optional(),
});
export type DeploymentAction = z.infer<typeof deploymentAction>;

/** What a provider can say of an action of one deployment. @see spec/platform-api.md §3.9 */
export const reportedActionStatus = z.enum(['running', 'succeeded', 'failed']);
export type ReportedActionStatus = z.infer<typeof reportedActionStatus>;

/** The same, with what the host says: that it waits, or that the deployment has ended before. */
export const actionRunStatus = z.enum(['pending', ...reportedActionStatus.options, 'canceled']);
export type ActionRunStatus = z.infer<typeof actionRunStatus>;
