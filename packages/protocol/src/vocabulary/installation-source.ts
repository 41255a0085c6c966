import * as z from 'zod';

/** Where a team was when it installed. @see spec/platform-api.md §3.1 */
export const installationSource = z.enum([
  'backoffice',
  'cli',
  'deploy-button',
  'external',
  'import-recommended-integrations',
  'marketplace',
  'oauth',
  'organization',
  'resource-claims',
  'v0',
]);
export type InstallationSource = z.infer<typeof installationSource>;
