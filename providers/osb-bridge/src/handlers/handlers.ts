import {
  type Caller,
  type InstallationHandlers,
  type Notification,
  type PlanHandlers,
  ProviderError,
  type ProviderOptions,
  type ReportedResource,
  type ResourceHandlers,
} from '@kontor/provider';
import type { Originator } from '../broker/client.ts';
import { billingPlanOf } from '../catalog/offers.ts';
import { change, findReady } from '../lifecycle/change.ts';
import type { Parts } from '../lifecycle/parts.ts';
import { provision } from '../lifecycle/provision.ts';
import { remove, uninstall } from '../lifecycle/remove.ts';
import { rotate } from '../lifecycle/rotate.ts';
import type { Resource } from '../state/records.ts';

/** What the bridge does when the host calls. Webhooks need the secret that they are signed with. */
export function bridgeHandlers(
  parts: Parts,
  { takesWebhooks }: { readonly takesWebhooks: boolean },
): ProviderOptions['handlers'] {
  return {
    installation: installationHandlers(parts),
    resource: resourceHandlers(parts),
    plans: planHandlers(parts),
    ...(takesWebhooks && {
      webhook: async ({ type, payload: { installationId } }) => {
        if (type !== 'integration-configuration.removed') return;
        if (typeof installationId === 'string') await uninstall(parts, installationId);
      },
    }),
  };
}

function installationHandlers(parts: Parts): InstallationHandlers {
  const { records } = parts;
  return {
    upsert: ({ installationId, body, caller }) => {
      records.installations.put({
        id: installationId,
        accessToken: body.credentials.access_token,
        accountId: caller.accountId ?? installationId,
        acceptedPolicies: body.acceptedPolicies,
      });
      return {};
    },
    get: ({ installationId }) => {
      if (records.installations.get(installationId)) return {};
      throw new ProviderError('not_found', `${installationId} is not installed.`);
    },
    delete: async ({ installationId }) =>
      (await uninstall(parts, installationId)) ? { finalized: true } : undefined,
  };
}

function resourceHandlers(parts: Parts): ResourceHandlers {
  const { records } = parts;
  return {
    provision: async ({ installationId, idempotencyKey, body, caller }) => {
      const { productId: slug, name, metadata, billingPlanId: planId } = body;
      const by = originatorOf(caller);
      const asked = { installationId, idempotencyKey, slug, name, metadata, planId, by };
      const resource = await provision(parts, asked);
      return { ...reported(parts, resource), secrets: resource.secrets };
    },

    get: ({ installationId, resourceId }) => {
      const resource = records.resources.find(installationId, resourceId);
      if (resource) return reported(parts, resource);
      throw new ProviderError('not_found', `There is no resource ${resourceId}.`);
    },

    list: ({ installationId, ids }) =>
      records.resources
        .all()
        .filter(
          (each) => each.installationId === installationId && (ids?.includes(each.id) ?? true),
        )
        .map((each) => reported(parts, each)),

    update: async ({ installationId, resourceId: id, body, caller }) => {
      const { name, metadata, billingPlanId } = body;
      const wish = { name, metadata, billingPlanId, by: originatorOf(caller) };
      return reported(parts, await change(parts, { installationId, id }, wish));
    },

    delete: ({ installationId, resourceId: id }) => remove(parts, { installationId, id }),

    rotateSecrets: ({ installationId, resourceId: id, idempotencyKey, body, caller }) => {
      const overlapHours = body.delayOldSecretsExpirationHours ?? 0;
      const by = originatorOf(caller);
      return rotate(parts, { installationId, id, idempotencyKey, overlapHours, by });
    },
  };
}

function planHandlers(parts: Parts): PlanHandlers {
  const { catalogue } = parts;
  const plansOf = (slug: string) => {
    const offer = catalogue.bySlug(slug);
    if (offer) return offer.plans.map(billingPlanOf);
    throw new ProviderError('not_found', `There is no product ${slug}.`);
  };
  return {
    forProduct: ({ productSlug }) => plansOf(productSlug),
    forResource: ({ installationId, resourceId: id }) =>
      plansOf(findReady(parts, { installationId, id }).slug),
  };
}

/** Whom the broker is told; a call of the host itself has nobody behind it. */
function originatorOf(caller: Caller): Originator | undefined {
  if (caller.kind === 'system') return undefined;
  const { userId, accountId, role } = caller;
  return { userId, accountId, role };
}

/** A resource in the words of the protocol. */
function reported({ catalogue }: Parts, resource: Resource): ReportedResource {
  const { id, slug, name, metadata, state, serviceId, planId } = resource;
  const found = catalogue.plan(serviceId, planId);
  return {
    ...{ id, productId: slug, name, metadata },
    status: statusOf[state],
    // one that the broker has taken out of its catalogue is still what it was
    billingPlan: found
      ? billingPlanOf(found)
      : { id: planId, type: 'subscription', name: planId, description: '', scope: 'resource' },
    notification: notificationOf(resource, found?.plan.maintenance_info),
  };
}

const statusOf = {
  asked: 'pending',
  making: 'pending',
  binding: 'pending',
  telling: 'ready',
  ready: 'ready',
  changing: 'pending',
  failed: 'error',
} as const satisfies Record<Resource['state'], ReportedResource['status']>;

type Maintenance =
  | { readonly version: string; readonly description?: string | undefined }
  | undefined;

function notificationOf(
  { state, message, version, dashboardUrl, rotation }: Resource,
  newest: Maintenance,
): Notification | null {
  if (state === 'failed') {
    return { level: 'error', title: 'The broker could not make it', ...(message && { message }) };
  }
  if (state === 'making' || state === 'binding' || state === 'changing') {
    return { level: 'info', title: 'The broker is at work', ...(message && { message }) };
  }
  if (rotation !== undefined) {
    return { level: 'info', title: 'The broker is at new secrets' };
  }
  if (message !== undefined) return { level: 'warn', title: 'The last change has failed', message };
  if (newest !== undefined && newest.version !== version) {
    const told = newest.description ?? '';
    return {
      level: 'info',
      title: `Version ${newest.version} is there`,
      message: `It comes with the next change of this resource. ${told}`.trim(),
    };
  }
  if (dashboardUrl === undefined) return null;
  return { level: 'info', title: 'It has a dashboard of its own', href: dashboardUrl };
}
