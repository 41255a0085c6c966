import { exchangeAccountCode } from './account.ts';
import { submitBalances, submitBillingData } from './billing.ts';
import { revokeCredentials, rotateCredentials } from './credentials.ts';
import { updateDeploymentAction } from './deployment-action.ts';
import { createEvent } from './event.ts';
import {
  deleteExperimentationItem,
  getExperimentationConfig,
  patchExperimentationItem,
  putExperimentationConfig,
  putExperimentationItems,
} from './experimentation.ts';
import { getAccount, getMember, updateInstallation } from './installation.ts';
import { actOnInvoice, finalizeBilling, getInvoice, submitInvoice } from './invoice.ts';
import {
  deleteInstallationResource,
  getInstallationResource,
  importResource,
  listInstallationResources,
  patchResource,
} from './resource.ts';
import { updateProductResourceSecrets, updateResourceSecrets } from './secrets.ts';
import { exchangeSsoToken } from './sso.ts';

export * from './account.ts';
export * from './billing.ts';
export * from './billing-plan.ts';
export * from './charges.ts';
export * from './credentials.ts';
export * from './custom-claims.ts';
export * from './deployment-action.ts';
export * from './event.ts';
export * from './experimentation.ts';
export * from './installation.ts';
export * from './invoice.ts';
export * from './notification.ts';
export { exchangesPerMinute } from './rate-limit.ts';
export * from './resource.ts';
export * from './secret.ts';
export * from './secrets.ts';
export * from './sso.ts';

/** Every call a provider makes to the host, by its name. @see spec/platform-api.md §2 */
export const platformEndpoints = {
  updateInstallation,
  getAccount,
  getMember,
  rotateCredentials,
  revokeCredentials,
  createEvent,
  listInstallationResources,
  getInstallationResource,
  deleteInstallationResource,
  importResource,
  patchResource,
  updateResourceSecrets,
  updateDeploymentAction,
  updateProductResourceSecrets,
  submitBillingData,
  submitBalances,
  exchangeSsoToken,
  submitInvoice,
  getInvoice,
  actOnInvoice,
  finalizeBilling,
  putExperimentationItems,
  patchExperimentationItem,
  deleteExperimentationItem,
  getExperimentationConfig,
  putExperimentationConfig,
  exchangeAccountCode,
} as const;
