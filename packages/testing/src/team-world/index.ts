export { teamStorageContract } from './contracts/team-storage-contract.ts';
export { createMemoryStorage } from './memory-storage.ts';
export { mint } from './mint.ts';
export { outcomes, type Scripted } from './scripted-provider.ts';
export { sha256 } from './sha256.ts';
export {
  buildTeam,
  newActionRun,
  newApproval,
  newBillingPlan,
  newCheck,
  newDeployment,
  newEntry,
  newInstallation,
  newInvoice,
  newMandate,
  newOperation,
  newPurchase,
  newResource,
  newSharedVariable,
  newStatePlan,
  newVariable,
  type TeamBuilder,
} from './team-builder.ts';
export type { LoggedEvent } from './team-data.ts';
export type { TeamStorage } from './team-storage.ts';
export { type TeamWorld, teamWorld } from './team-world.ts';
