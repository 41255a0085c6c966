import type { TeamStorage } from '../team-storage.ts';
import { billingReportContract } from './billing-report-contract.ts';
import { clockContract } from './clock-contract.ts';
import { connectionContract } from './connection-contract.ts';
import { deploymentContract } from './deployment-contract.ts';
import { environmentContract } from './environment-contract.ts';
import { eventContract } from './event-contract.ts';
import { installationContract } from './installation-contract.ts';
import { invoiceContract } from './invoice-contract.ts';
import { keysetContract } from './keyset-contract.ts';
import { ledgerContract } from './ledger-contract.ts';
import { mandateContract } from './mandate-contract.ts';
import { operationContract } from './operation-contract.ts';
import { paymentContract } from './payment-contract.ts';
import { projectContract } from './project-contract.ts';
import { purchaseContract } from './purchase-contract.ts';
import { resourceContract } from './resource-contract.ts';
import { scopeContract } from './scope-contract.ts';
import { spendLimitContract } from './spend-limit-contract.ts';
import { statePlanContract } from './state-plan-contract.ts';
import { transactContract } from './transact-contract.ts';

/**
 * What use cases rely on, whatever keeps the data of teams: one suite for each port. `open` is
 * called in tests only; each makes a team of its own, so all may share one storage.
 */
export function teamStorageContract(open: () => TeamStorage): void {
  transactContract(open);
  clockContract(open);
  scopeContract(open);
  installationContract(open);
  resourceContract(open);
  keysetContract(open);
  operationContract(open);
  invoiceContract(open);
  billingReportContract(open);
  ledgerContract(open);
  paymentContract(open);
  purchaseContract(open);
  spendLimitContract(open);
  mandateContract(open);
  statePlanContract(open);
  connectionContract(open);
  projectContract(open);
  environmentContract(open);
  deploymentContract(open);
  eventContract(open);
}
