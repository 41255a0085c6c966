import * as z from 'zod';

/** What the token of a linked account can be good for. @see spec/partner-api.md §13.3 */
export const apiScope = z.enum([
  'integration-configuration',
  'deployment',
  'deployment-check',
  'edge-config',
  'project',
  'project-env-vars',
  'global-project-env-vars',
  'team',
  'user',
  'log-drain',
  'domain',
  'billing',
]);
export type ApiScope = z.infer<typeof apiScope>;

export const apiAccess = z.enum(['read', 'read-write']);
export type ApiAccess = z.infer<typeof apiAccess>;

/** How far each goes; one that is not there is not asked for. */
export const apiScopes = z.partialRecord(apiScope, apiAccess);
export type ApiScopes = z.infer<typeof apiScopes>;
