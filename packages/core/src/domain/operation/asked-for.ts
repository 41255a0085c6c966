import type { Metadata } from '@kontor/protocol/vocabulary';
import type { ResourceReport } from '../resource/resource.ts';
import type { Intent } from './operation.ts';

/**
 * Whether something that a provider has is what an operation asked for: of just the name, product, plan
 * and metadata. What the provider says nothing of counts as asked for.
 */
export function isAskedFor(intent: Intent, report: ResourceReport): boolean {
  return (
    intent.kind === 'provision' &&
    report.status !== 'uninstalled' &&
    report.name === intent.name &&
    (report.product ?? intent.product) === intent.product &&
    (report.billingPlan?.id ?? intent.billingPlanId) === intent.billingPlanId &&
    hasValues(report.metadata ?? intent.metadata, intent.metadata)
  );
}

/** A provider may add to what was asked for, and takes nothing away. */
function hasValues(metadata: Metadata, asked: Metadata): boolean {
  return Object.entries(asked).every(
    ([key, value]) => JSON.stringify(metadata[key]) === JSON.stringify(value),
  );
}
