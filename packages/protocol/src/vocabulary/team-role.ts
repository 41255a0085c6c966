import * as z from 'zod';

/**
 * What a person is in a team, in the words of the protocol's clients. This host has five of them;
 * the others are read, and never sent.
 *
 * @see spec/platform-api.md §4.3
 */
export const teamRole = z.enum([
  'OWNER',
  'MEMBER',
  'DEVELOPER',
  'BILLING',
  'VIEWER',
  'CONTRIBUTOR',
  'SECURITY',
  'VIEWER_FOR_PLUS',
]);
export type TeamRole = z.infer<typeof teamRole>;
