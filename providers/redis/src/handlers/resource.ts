import {
  type Notification,
  ProviderError,
  type ReportedResource,
  type ResourceHandlers,
} from '@kontor/provider';
import type { Log } from '@kontor/provider-process';
import { change } from '../lifecycle/change.ts';
import { type ProvisionParts, provision } from '../lifecycle/provision.ts';
import { type RemoveParts, remove } from '../lifecycle/remove.ts';
import { type RotateParts, rotate } from '../lifecycle/rotate.ts';
import { readForm } from '../product/form.ts';
import { choosePlan, planFor } from '../product/plans.ts';
import { product } from '../product/product.ts';
import { replIn } from '../repl/run-line.ts';
import { resourceIdOf } from '../spaces/names.ts';
import type { Resource } from '../state/resources.ts';

type Parts = ProvisionParts & RotateParts & RemoveParts & { readonly log: Log };

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

    repl: replIn(parts),

    rotateSecrets: async ({ installationId, resourceId: id, idempotencyKey, body }) => {
      const overlapHours = body.delayOldSecretsExpirationHours ?? 0;
      const secrets = await rotate(parts, { installationId, id, idempotencyKey, overlapHours });
      log('info', 'rotated', { installationId, resourceId: id });
      return { sync: true, secrets };
    },
  };
}

/** A resource in the words of the protocol. */
function reported(resource: Resource): ReportedResource {
  const { id, name, form, planId, status } = resource;
  return {
    id,
    productId: product.slug,
    name,
    metadata: { ...form },
    status: statusOf[status],
    billingPlan: planFor(planId, form),
    notification: notificationOf(resource),
  };
}

/** What limits it now is said before what may limit it soon. */
function notificationOf({ limitedBy, hasPaymentFailed }: Resource): Notification | null {
  if (limitedBy !== null) return notifications[limitedBy];
  return hasPaymentFailed === true ? notifications.payment : null;
}

const statusOf = {
  creating: 'pending',
  ready: 'ready',
  deleting: 'uninstalled',
} as const satisfies Record<Resource['status'], ReportedResource['status']>;

const notifications = {
  size: {
    level: 'warn',
    title: 'The keys take more than this size has',
    message: 'They can be read and removed. Remove some, or choose a larger size.',
  },
  balance: {
    level: 'warn',
    title: 'There is no balance',
    message: 'Keys can be read and removed. Buy a balance, and they can be written again.',
  },
  payment: {
    level: 'warn',
    title: 'A payment failed',
    message: 'Nothing was added to the balance. Look at the way of payment, and buy again.',
  },
} as const satisfies Record<NonNullable<Resource['limitedBy']> | 'payment', Notification>;

function requireProduct(productId: string): void {
  if (productId === product.slug) return;
  throw new ProviderError('validation_error', `There is no product ${productId}.`, {
    fields: [{ key: 'productId', message: `The only product is ${product.slug}.` }],
  });
}
