import type { Installation } from '../../domain/installation/installation.ts';

/** All that a provider tells of an installation. */
export function toldOf({ status, externalId, billingPlan, notification }: Installation) {
  return { status, externalId, billingPlan, notification };
}

/** The same for an event, which only has to tell what it is about. */
export function summaryOf({ status, externalId, billingPlan, notification }: Installation) {
  return {
    status,
    externalId,
    billingPlanId: billingPlan?.id ?? null,
    notification: notification?.title ?? null,
  };
}
