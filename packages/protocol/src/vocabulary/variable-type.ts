import * as z from 'zod';

/**
 * How a variable is kept and shown: `sensitive` is never shown again, `encrypted` to who may read
 * values, `plain` and `system` to everyone in the team. A `system` variable names what the platform fills in.
 *
 * @see spec/platform-api.md §4.2
 */
export const variableType = z.enum(['system', 'encrypted', 'plain', 'sensitive']);
export type VariableType = z.infer<typeof variableType>;

/** Whether its author means a variable as a secret or as plain configuration. @see spec/platform-api.md §4.2 */
export const variableVisibility = z.enum(['config', 'secret']);
export type VariableVisibility = z.infer<typeof variableVisibility>;

/** The branch that a variable of preview is for. @see spec/platform-api.md §4.2 */
export const gitBranch = z.string().min(1).max(250);
