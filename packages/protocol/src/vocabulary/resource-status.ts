import * as z from 'zod';

/**
 * How a resource (or an installation) is doing, in the provider's words.
 *
 * @see spec/partner-api.md §11
 */
export const resourceStatus = z.enum([
  'ready',
  'pending',
  'onboarding',
  'suspended',
  'resumed',
  'uninstalled',
  'error',
]);
export type ResourceStatus = z.infer<typeof resourceStatus>;
