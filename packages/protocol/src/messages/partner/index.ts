import {
  deleteInstallation,
  getInstallation,
  updateInstallation,
  upsertInstallation,
} from './installation.ts';
import { listInstallationPlans, listProductPlans, listResourcePlans } from './plans.ts';
import { provisionPurchase } from './purchase.ts';
import { replInput } from './repl.ts';
import {
  deleteResource,
  getResource,
  listResources,
  provisionResource,
  updateResource,
} from './resource.ts';
import {
  acceptTransferRequest,
  createTransferRequest,
  verifyTransferRequest,
} from './resource-transfer.ts';
import { rotateSecrets } from './secrets-rotation.ts';

export * from './installation.ts';
export * from './plans.ts';
export * from './purchase.ts';
export * from './repl.ts';
export * from './resource.ts';
export * from './resource-transfer.ts';
export * from './secrets-rotation.ts';

/** Every call the host makes to a provider's integration server, by its name. @see spec/partner-api.md §4 */
export const partnerEndpoints = {
  getInstallation,
  upsertInstallation,
  updateInstallation,
  deleteInstallation,
  provisionResource,
  getResource,
  updateResource,
  deleteResource,
  listResources,
  rotateSecrets,
  replInput,
  listProductPlans,
  listResourcePlans,
  listInstallationPlans,
  provisionPurchase,
  createTransferRequest,
  verifyTransferRequest,
  acceptTransferRequest,
} as const;
