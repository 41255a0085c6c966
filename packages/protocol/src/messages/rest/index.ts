import * as check from './check.ts';
import * as checkRun from './check-run.ts';
import * as customEnvironment from './custom-environment.ts';
import * as deployment from './deployment.ts';
import * as deploymentCheck from './deployment-check.ts';
import * as event from './event.ts';
import * as git from './git.ts';
import * as marketplace from './marketplace.ts';
import * as member from './member.ts';
import { listIntegrationPlans } from './plans.ts';
import * as project from './project.ts';
import * as pull from './pull.ts';
import * as shared from './shared-variable.ts';
import * as store from './store.ts';
import * as storeConnection from './store-connection.ts';
import * as team from './team.ts';
import * as token from './token.ts';
import * as transfer from './transfer.ts';
import { getAuthUser } from './user.ts';
import * as variable from './variable.ts';
import * as webhook from './webhook.ts';

export type { RestCheck } from './check.ts';
export type { RestCheckRun } from './check-run.ts';
export type { RestCustomEnvironment } from './custom-environment.ts';
export type { RestDeployment } from './deployment.ts';
export type { RestDeploymentCheck } from './deployment-check.ts';
export type { EventCategory, UserEvent } from './event.ts';
export type { ProvisionElsewhere } from './marketplace.ts';
export type { RestMember } from './member.ts';

import * as balance from './balance.ts';
import * as catalog from './catalog.ts';
import * as configuration from './configuration.ts';
import * as sandbox from './sandbox.ts';

export type { ShownBalance, Threshold, WantedThreshold } from './balance.ts';
export type { OfferedIntegration } from './catalog.ts';
export type { Configuration, ConfigurationProduct } from './configuration.ts';
export type { RestProject } from './project.ts';
export type { RestSharedVariable } from './shared-variable.ts';
export type { Store, StoreConnection } from './store.ts';
export type { RestTeam } from './team.ts';
export type { AuthToken } from './token.ts';
export type { AcceptedTransfer, PartnerCall } from './transfer.ts';
export type { NewRestVariable, RestVariable, VariableFailure } from './variable.ts';
export type { NewWebhook, RestWebhook } from './webhook.ts';

/**
 * Every call that clients of the protocol make at its own addresses: its SDK, its command line, and
 * scripts. By operation id.
 *
 * @see spec/platform-api.md §3–§5
 */
export const restEndpoints = {
  listRestProjects: project.listRestProjects,
  createRestProject: project.createRestProject,
  getRestProject: project.getRestProject,
  updateRestProject: project.updateRestProject,
  deleteRestProject: project.deleteRestProject,
  createProjectToken: project.createProjectToken,
  createProjectTransfer: transfer.createProjectTransfer,
  acceptProjectTransfer: transfer.acceptProjectTransfer,
  filterProjectEnvs: variable.filterProjectEnvs,
  createProjectEnv: variable.createProjectEnv,
  getProjectEnv: variable.getProjectEnv,
  editProjectEnv: variable.editProjectEnv,
  removeProjectEnv: variable.removeProjectEnv,
  batchRemoveProjectEnv: variable.batchRemoveProjectEnv,
  listSharedEnvVariable: shared.listSharedEnvVariable,
  createSharedEnvVariable: shared.createSharedEnvVariable,
  getSharedEnvVar: shared.getSharedEnvVar,
  updateSharedEnvVariable: shared.updateSharedEnvVariable,
  deleteSharedEnvVariable: shared.deleteSharedEnvVariable,
  unlinkSharedEnvVariable: shared.unlinkSharedEnvVariable,
  pullDevelopment: pull.pullDevelopment,
  pullTarget: pull.pullTarget,
  pullBranch: pull.pullBranch,
  listCustomEnvironments: customEnvironment.listCustomEnvironments,
  createCustomEnvironment: customEnvironment.createCustomEnvironment,
  getCustomEnvironment: customEnvironment.getCustomEnvironment,
  updateCustomEnvironment: customEnvironment.updateCustomEnvironment,
  removeCustomEnvironment: customEnvironment.removeCustomEnvironment,
  getDeployment: deployment.getDeployment,
  getDeployments: deployment.getDeployments,
  createProjectCheck: check.createProjectCheck,
  listProjectChecks: check.listProjectChecks,
  getProjectCheck: check.getProjectCheck,
  updateProjectCheck: check.updateProjectCheck,
  deleteProjectCheck: check.deleteProjectCheck,
  listCheckRuns: check.listCheckRuns,
  listDeploymentCheckRuns: checkRun.listDeploymentCheckRuns,
  createDeploymentCheckRun: checkRun.createDeploymentCheckRun,
  getDeploymentCheckRun: checkRun.getDeploymentCheckRun,
  updateDeploymentCheckRun: checkRun.updateDeploymentCheckRun,
  createCheck: deploymentCheck.createCheck,
  getAllChecks: deploymentCheck.getAllChecks,
  getCheck: deploymentCheck.getCheck,
  updateCheck: deploymentCheck.updateCheck,
  rerequestCheck: deploymentCheck.rerequestCheck,
  getAuthUser,
  listRestTeams: team.listRestTeams,
  getRestTeam: team.getRestTeam,
  createRestTeam: team.createRestTeam,
  updateRestTeam: team.updateRestTeam,
  deleteRestTeam: team.deleteRestTeam,
  listRestMembers: member.listRestMembers,
  inviteRestMember: member.inviteRestMember,
  deleteRestInvitation: member.deleteRestInvitation,
  joinRestTeam: member.joinRestTeam,
  updateRestMember: member.updateRestMember,
  removeRestMember: member.removeRestMember,
  createSandboxClaimUrl: sandbox.createSandboxClaimUrl,
  listConfigurations: configuration.listConfigurations,
  getConfiguration: configuration.getConfiguration,
  deleteConfiguration: configuration.deleteConfiguration,
  updateConfiguration: configuration.updateConfiguration,
  listConfigurationProducts: configuration.listConfigurationProducts,
  listIntegrationPlans,
  listGitNamespaces: git.listGitNamespaces,
  searchRepositories: git.searchRepositories,
  getOfferedIntegration: catalog.getOfferedIntegration,
  listOfferedIntegrations: catalog.listOfferedIntegrations,
  listCategories: catalog.listCategories,
  installIntegration: marketplace.installIntegration,
  autoProvision: marketplace.autoProvision,
  uninstallEmpty: marketplace.uninstallEmpty,
  listBalances: balance.listBalances,
  setThreshold: balance.setThreshold,
  setThresholds: balance.setThresholds,
  createStore: store.createStore,
  listStores: store.listStores,
  getStore: store.getStore,
  deleteStore: store.deleteStore,
  connectStore: storeConnection.connectStore,
  listStoreConnections: storeConnection.listStoreConnections,
  changeStoreConnection: storeConnection.changeStoreConnection,
  disconnectStore: storeConnection.disconnectStore,
  disconnectStoreEverywhere: storeConnection.disconnectStoreEverywhere,
  connectInstalledResource: storeConnection.connectInstalledResource,
  listAuthTokens: token.listAuthTokens,
  createAuthToken: token.createAuthToken,
  getAuthToken: token.getAuthToken,
  deleteAuthToken: token.deleteAuthToken,
  listUserEvents: event.listUserEvents,
  listEventTypes: event.listEventTypes,
  createRestWebhook: webhook.createRestWebhook,
  listRestWebhooks: webhook.listRestWebhooks,
  getRestWebhook: webhook.getRestWebhook,
  deleteRestWebhook: webhook.deleteRestWebhook,
} as const;
