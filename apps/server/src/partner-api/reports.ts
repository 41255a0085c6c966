import type { InstallationReport, ProvisionedReport, ResourceReport } from '@kontor/core';
import type { InstallationState, ProvisionedResource, Resource } from '@kontor/protocol/partner';
import { type BillingPlan, resolveBillingPlan } from '@kontor/protocol/vocabulary';

/** A provider's answer about an installation, in the host's words. */
export function installationReportOf(state: InstallationState | undefined): InstallationReport {
  return { billingPlan: planOf(state?.billingPlan), notification: state?.notification };
}

/** A provider's answer about a resource, in the host's words. */
export function resourceReportOf(resource: Resource): ResourceReport {
  return {
    externalId: resource.id,
    product: resource.productId,
    name: resource.name,
    status: resource.status,
    metadata: resource.metadata,
    billingPlan: planOf(resource.billingPlan),
    notification: resource.notification,
    protocolSettings: resource.protocolSettings,
  };
}

export function provisionedReportOf(resource: ProvisionedResource): ProvisionedReport {
  return { ...resourceReportOf(resource), secrets: resource.secrets };
}

function planOf(plan: BillingPlan | undefined) {
  return plan && resolveBillingPlan(plan);
}
