import * as z from 'zod';

/** Which branches are deployed to a custom environment. @see spec/platform-api.md §4.2 */
export const branchMatcher = z.strictObject({
  type: z.enum(['equals', 'startsWith', 'endsWith']),
  pattern: z.string().min(1).max(250),
});
export type BranchMatcher = z.infer<typeof branchMatcher>;
