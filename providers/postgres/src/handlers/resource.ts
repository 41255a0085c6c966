import { ProviderError, type ResourceHandlers } from '@kontor/provider';
import type { Log } from '@kontor/provider-process';
import { resourceIdOf } from '../databases/names.ts';
import { change } from '../lifecycle/change.ts';
import { provision } from '../lifecycle/provision.ts';
import { type RemoveParts, remove } from '../lifecycle/remove.ts';
import { type RotateParts, rotate } from '../lifecycle/rotate.ts';
import { replIn } from '../lifecycle/run-statement.ts';
import { readForm } from '../product/form.ts';
import { choosePlan } from '../product/plans.ts';
import { product } from '../product/product.ts';
import { reported } from './reported.ts';

type Parts = RotateParts & RemoveParts & { readonly log: Log };

export function resourceHandlers(parts: Parts): ResourceHandlers {
  const { resources, log } = parts;
  return {
    provision: async ({ installationId, idempotencyKey, body }) => {
      requireProduct(body.productId);
      const form = readForm(body.metadata);
      const planId = choosePlan(body.billingPlanId, form);
      const id = resourceIdOf(installationId, idempotencyKey);
      const wanted = { id, installationId, name: body.name, form, planId };
      const { resource, secrets } = await provision(parts, wanted);
      log('info', 'provisioned', { installationId, resourceId: id });
      return { ...reported(resource), secrets };
    },

    get: async ({ installationId, resourceId }) => {
      const resource = await resources.find(installationId, resourceId);
      if (resource) return reported(resource);
      throw new ProviderError('not_found', `There is no resource ${resourceId}.`);
    },

    list: async ({ installationId, ids }) => {
      const all = await resources.list(installationId);
      return all.filter(({ id }) => ids?.includes(id) ?? true).map(reported);
    },

    update: async ({ installationId, resourceId: id, body }) => {
      const changed = await change(parts, { installationId, id }, body);
      log('info', 'changed', { installationId, resourceId: id });
      return reported(changed);
    },

    delete: async ({ installationId, resourceId: id }) => {
      await remove(parts, { installationId, id });
      log('info', 'deleted', { installationId, resourceId: id });
    },

    repl: replIn(parts, ({ installationId, resourceId }) =>
      log('info', 'ran a statement', { installationId, resourceId }),
    ),

    rotateSecrets: async ({ installationId, resourceId: id, idempotencyKey, body }) => {
      const overlapHours = body.delayOldSecretsExpirationHours ?? 0;
      const secrets = await rotate(parts, { installationId, id, idempotencyKey, overlapHours });
      log('info', 'rotated', { installationId, resourceId: id, by: 'host' });
      return { sync: true, secrets };
    },
  };
}

function requireProduct(productId: string): void {
  if (productId === product.slug) return;
  throw new ProviderError('validation_error', `There is no product ${productId}.`, {
    fields: [{ key: 'productId', message: `The only product is ${product.slug}.` }],
  });
}
