import * as z from 'zod';

/** What a service of a platform may do; a token of it has some of these. */
export const serviceScope = z.enum([
  'provision',
  'read-environments',
  'read-events',
  'act-for-members',
]);
export type ServiceScope = z.infer<typeof serviceScope>;
