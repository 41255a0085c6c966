import type { Right } from '../server/rights.ts';
import type { Spaces } from '../spaces/spaces.ts';
import type { BalanceStore } from '../state/balances.ts';
import type { Resource, ResourceStore } from '../state/resources.ts';

export type AdmitParts = {
  readonly spaces: Spaces;
  readonly resources: ResourceStore;
  readonly balances: BalanceStore;
};

/** What the users of a resource may do. */
export function rightOf({ limitedBy }: Resource): Right {
  return limitedBy === null ? 'all' : 'no-growth';
}

/** Gives every user of a resource the rights that the resource has now. Repeating it is fine. */
export async function admitAll(
  { spaces, resources }: Pick<AdmitParts, 'spaces' | 'resources'>,
  resource: Resource,
): Promise<void> {
  for (const { name } of await resources.logins(resource.id)) {
    await spaces.admit(resource.id, name, rightOf(resource));
  }
}

/** The resource with what limits it now, by its plan, its size and what is left of its balance. */
export async function limited(
  { balances }: Pick<AdmitParts, 'balances'>,
  resource: Resource,
): Promise<Resource> {
  const { id, installationId, planId, form, bytes } = resource;
  if (bytes > Number(form.size) * 1_000_000) return { ...resource, limitedBy: 'size' };
  if (planId === 'free') return { ...resource, limitedBy: null };
  const left = await balances.of(installationId);
  const micros = (left.get(id) ?? 0) + (left.get('') ?? 0);
  return { ...resource, limitedBy: micros > 0 ? null : 'balance' };
}

/** Holds a resource to what limits it now. Answers the resource, and whether that is something else than before. */
export async function holdToLimits(
  parts: AdmitParts,
  resource: Resource,
): Promise<{ readonly resource: Resource; readonly hasChanged: boolean }> {
  const now = await limited(parts, resource);
  await parts.resources.save(now);
  const hasChanged = now.limitedBy !== resource.limitedBy;
  if (hasChanged) await admitAll(parts, now);
  return { resource: now, hasChanged };
}
