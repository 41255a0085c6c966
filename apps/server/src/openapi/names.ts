import { kontorEndpoints as kontor } from '@kontor/protocol/kontor';
import * as partner from '@kontor/protocol/partner';
import * as platform from '@kontor/protocol/platform';
import * as vocabulary from '@kontor/protocol/vocabulary';
import type * as z from 'zod';

/** The schemas that have a name in the documents: the nouns that readers look for. */
export const schemaNames: ReadonlyMap<z.core.$ZodType, string> = new Map<z.core.$ZodType, string>([
  [vocabulary.resolvedBillingPlan, 'BillingPlan'],
  [vocabulary.billingPlan, 'StatedBillingPlan'],
  [vocabulary.metadata, 'Metadata'],
  [vocabulary.metadataControl, 'MetadataControl'],
  [vocabulary.metadataSchema, 'MetadataSchema'],
  [vocabulary.notification, 'Notification'],
  [vocabulary.providerNotification, 'StatedNotification'],
  [vocabulary.refusal, 'Refusal'],
  [vocabulary.resourceStatus, 'Status'],
  [vocabulary.balance, 'Balance'],
  [vocabulary.secret, 'Secret'],
  [platform.customClaims, 'CustomClaims'],
  [platform.pushedBillingPlan, 'PushedBillingPlan'],
  [platform.pushedSecret, 'PushedSecret'],
  [platform.listedResource, 'ListedResource'],
  [platform.installationResource, 'InstallationResource'],
  [partner.resource, 'StatedResource'],
  [partner.provisionedResource, 'ProvisionedResource'],
  [kontor.getTeam.responses[200].shape.team, 'Team'],
  [kontor.addMember.responses[201].shape.member, 'Member'],
  [kontor.getMe.responses[200].shape.person, 'Person'],
  [kontor.listTokens.responses[200].shape.tokens.element, 'Token'],
  [kontor.createService.responses[201].shape.service, 'Service'],
  [kontor.createServiceToken.responses[201].shape.token, 'ServiceToken'],
  [kontor.putProvisionedTeam.responses[200].shape.team, 'ProvisionedTeam'],
  [kontor.putProvisionedMember.responses[200].shape.member, 'ProvisionedMember'],
  [kontor.putProvisionedProject.responses[200].shape.project, 'ProvisionedProject'],
  [kontor.getProject.responses[200].shape.project, 'Project'],
  [kontor.createEnvironment.responses[201].shape.environment, 'Environment'],
  [kontor.createVariable.responses[201].shape.variable, 'Variable'],
  [kontor.getListing.responses[200].shape.integration, 'Listing'],
  [kontor.putProduct.responses[200].shape.product, 'Product'],
  [kontor.getTeamInstallation.responses[200].shape.installation, 'Installation'],
  [kontor.getTeamResource.responses[200].shape.resource, 'Resource'],
  [kontor.listConnections.responses[200].shape.connections.element, 'Connection'],
  [kontor.showDeployment.responses[200].shape.deployment, 'Deployment'],
  [kontor.getOperation.responses[200].shape.operation, 'Operation'],
  [kontor.listEvents.responses[200].shape.events.element, 'Event'],
  [kontor.getIntegration.responses[200].shape.integration, 'Integration'],
  [kontor.listProviderCalls.responses[200].shape.calls.element, 'ProviderCall'],
]);
