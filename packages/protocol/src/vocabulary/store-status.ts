import * as z from 'zod';
import type { ResourceStatus } from './resource-status.ts';

/**
 * How a resource is doing, in the words of the host's store endpoints: another list than the provider's.
 *
 * @see spec/platform-api.md §3.6
 */
export const storeStatus = z.enum([
  'available',
  'error',
  'initializing',
  'limits-exceeded-suspended',
  'limits-exceeded-suspended-store-count',
  'onboarding',
  'suspended',
  'uninstalled',
]);
export type StoreStatus = z.infer<typeof storeStatus>;

const storeStatuses = {
  ready: 'available',
  resumed: 'available',
  pending: 'initializing',
  onboarding: 'onboarding',
  suspended: 'suspended',
  uninstalled: 'uninstalled',
  error: 'error',
} as const satisfies Record<ResourceStatus, StoreStatus>;

/** Says a provider's status in store words; a resumed resource is available again. @see spec/partner-api.md §11 */
export function storeStatusOf(status: ResourceStatus): StoreStatus {
  return storeStatuses[status];
}
