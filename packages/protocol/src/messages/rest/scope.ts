import * as z from 'zod';

/**
 * The query that every call within a team takes: which team. Anything else that a call does not
 * state is ignored, because clients send more.
 *
 * @see spec/platform-api.md §1.3
 */
export const scopeQuery = z.object({
  teamId: z.string().max(128).optional().describe('Id of the team.'),
  slug: z.string().max(128).optional().describe('Slug of the team.'),
});
