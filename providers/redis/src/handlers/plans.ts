import { type PlanHandlers, ProviderError } from '@kontor/provider';
import { findReady } from '../lifecycle/find-ready.ts';
import { readForm } from '../product/form.ts';
import { plansFor } from '../product/plans.ts';
import { product } from '../product/product.ts';
import type { ResourceStore } from '../state/resources.ts';

export function planHandlers({ resources }: { readonly resources: ResourceStore }): PlanHandlers {
  return {
    forProduct: ({ productSlug, metadata = {} }) => {
      if (productSlug === product.slug) return plansFor(readForm(metadata));
      throw new ProviderError('not_found', `There is no product ${productSlug}.`);
    },
    forResource: async ({ installationId, resourceId: id, metadata }) => {
      const { form } = await findReady(resources, { installationId, id });
      return plansFor(readForm({ ...form, ...metadata }));
    },
  };
}
