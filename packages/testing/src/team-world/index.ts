export { teamStorageContract } from './contracts/team-storage-contract.ts';
export { createMemoryStorage } from './memory-storage.ts';
export { mint } from './mint.ts';
export { newBillingPlan, newInstallation, newOperation, newResource } from './new-installations.ts';
export { newApproval, newMandate, newStatePlan } from './new-mandates.ts';
export { newEntry, newInvoice, newPurchase } from './new-money.ts';
export {
  newActionRun,
  newCheck,
  newDeployment,
  newSharedVariable,
  newVariable,
} from './new-projects.ts';
export { outcomes, type Scripted } from './scripted-provider.ts';
export { sha256 } from './sha256.ts';
export { buildTeam, type TeamBuilder } from './team-builder.ts';
export type { LoggedEvent } from './team-data.ts';
export type { TeamStorage } from './team-storage.ts';
export { type TeamWorld, teamWorld } from './team-world.ts';
