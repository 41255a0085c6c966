import type { Metadata } from '@kontor/provider';
import type { OneAtATime } from '@kontor/provider-process';
import { readForm } from '../product/form.ts';
import { choosePlan } from '../product/plans.ts';
import type { Resource } from '../state/resources.ts';
import { type AdmitParts, holdToLimits } from './admit.ts';
import { findReady, type Which } from './find-ready.ts';

export type Change = {
  readonly name?: string | undefined;
  /** Fields that are left out stay as they are. */
  readonly metadata?: Metadata | undefined;
  readonly billingPlanId?: string | undefined;
};

/**
 * Changes name, form or plan of a resource, and holds its users to them.
 *
 * @throws ProviderError `validation_error` where a plan cannot carry the size
 */
export function change(
  parts: AdmitParts & { readonly oneAtATime: OneAtATime },
  which: Which,
  { name, metadata, billingPlanId }: Change,
): Promise<Resource> {
  return parts.oneAtATime(which.id, async () => {
    const present = await findReady(parts.resources, which);
    const form = readForm({ ...present.form, ...metadata });
    const planId = choosePlan(billingPlanId ?? present.planId, form);
    const wanted = { ...present, name: name ?? present.name, form, planId };
    return (await holdToLimits(parts, wanted)).resource;
  });
}
