import type { Installation } from '../../domain/installation/installation.ts';

/** All that a provider tells of an installation. */
export function toldOf(installation: Installation) {
  const { status, externalId, billingPlan, pendingBillingPlan, notification } = installation;
  return { status, externalId, billingPlan, pendingBillingPlan, notification };
}

/** The same for an event, which only has to tell what it is about. */
export function summaryOf(installation: Installation) {
  const { status, externalId, billingPlan, pendingBillingPlan, notification } = installation;
  return {
    status,
    externalId,
    billingPlanId: billingPlan?.id ?? null,
    pendingBillingPlanId: pendingBillingPlan?.id ?? null,
    notification: notification?.title ?? null,
  };
}
