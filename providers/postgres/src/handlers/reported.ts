import type { Notification, ReportedResource } from '@kontor/provider';
import { planFor } from '../product/plans.ts';
import { product } from '../product/product.ts';
import type { Resource } from '../state/resource-store.ts';

/** A resource in the words of the protocol. */
export function reported({ id, name, form, planId, ...resource }: Resource): ReportedResource {
  return {
    id,
    productId: product.slug,
    name,
    metadata: { ...form },
    status: statusOf[resource.status],
    billingPlan: planFor(planId, form),
    notification: notificationOf(resource.missingExtensions),
  };
}

const statusOf = {
  creating: 'pending',
  ready: 'ready',
  deleting: 'uninstalled',
} as const satisfies Record<Resource['status'], ReportedResource['status']>;

function notificationOf(missing: readonly string[]): Notification | null {
  if (missing.length === 0) return null;
  return {
    level: 'info',
    title: 'Some extensions are not there',
    message: `This server does not have ${missing.join(', ')}. The other common extensions are installed.`,
  };
}
