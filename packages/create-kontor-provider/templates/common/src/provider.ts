import { createHash, randomBytes } from 'node:crypto';
import {
  type BillingPlan,
  createProvider,
  type Metadata,
  type Provider,
  ProviderError,
  type ProviderOptions,
  type Secret,
} from '@kontor/provider';
import type { Store } from './store.ts';

/** What a team can choose. */
export const plans: BillingPlan[] = [
  {
    id: 'free',
    type: 'subscription',
    name: 'Free',
    description: 'One queue, for trying out.',
    paymentMethodRequired: false,
  },
  { id: 'pro', type: 'subscription', name: 'Pro', description: 'For work.', cost: '$20.00/month' },
];
const sizes = ['small', 'large'];

export type Options = Pick<ProviderOptions, 'integration' | 'host' | 'fetch' | 'onError'> & {
  store: Store;
};

/** An integration server: what the marketplace asks, answered. Replace the queues with what you offer. */
export function createQueues({ store, host, ...options }: Options): Provider {
  return createProvider({
    ...options,
    host: { ...host, accessToken: (id) => store.find(id)?.accessToken },
    handlers: {
      installation: {
        upsert: ({ installationId, body }) => {
          const { access_token: accessToken } = body.credentials;
          store.change(({ installations }) => {
            const { queues = {} } = installations[installationId] ?? {};
            installations[installationId] = { accessToken, queues };
          });
          return {};
        },
        delete: ({ installationId }) => {
          store.change(({ installations }) => delete installations[installationId]);
          return { finalized: true };
        },
      },
      resource: {
        provision: ({ installationId, body, idempotencyKey }) => {
          const { productId, name, metadata } = body;
          const { queues } = installationIn(store, installationId);
          // a repeat after a restart finds what was made the first time
          const id = idOf(installationId, idempotencyKey);
          const known = queues[id];
          if (known) return { ...known.report, secrets: known.secrets };
          const billingPlan = planOf(body.billingPlanId);
          requireSize(metadata);
          const report = { id, productId, name, metadata, status: 'ready', billingPlan } as const;
          const secrets = newSecrets(id);
          store.change(() => {
            queues[id] = { report, secrets };
          });
          return { ...report, secrets };
        },
        get: ({ installationId, resourceId }) => queueIn(store, installationId, resourceId).report,
        update: ({ installationId, resourceId, body: { name, metadata, billingPlanId } }) => {
          const queue = queueIn(store, installationId, resourceId);
          if (metadata) requireSize(metadata);
          const report = {
            ...queue.report,
            ...(name !== undefined && { name }),
            ...(metadata !== undefined && { metadata }),
            ...(billingPlanId !== undefined && { billingPlan: planOf(billingPlanId) }),
          };
          store.change(() => {
            queue.report = report;
          });
          return report;
        },
        delete: ({ installationId, resourceId }) => {
          store.change(
            ({ installations }) => delete installations[installationId]?.queues[resourceId],
          );
        },
        rotateSecrets: ({ installationId, resourceId, body }) => {
          const queue = queueIn(store, installationId, resourceId);
          if ((body.delayOldSecretsExpirationHours ?? 0) > 0) {
            throw new ProviderError('validation_error', 'Former secrets end at once.');
          }
          const secrets = newSecrets(resourceId);
          store.change(() => {
            queue.secrets = secrets;
          });
          return { sync: true, secrets };
        },
      },
      plans: {
        forProduct: () => plans,
        forResource: ({ installationId, resourceId }) => {
          queueIn(store, installationId, resourceId);
          return plans;
        },
      },
      webhook: ({ id, type, payload }) => {
        if (!store.isNew(id)) return;
        const { installationId } = payload;
        if (type !== 'integration-configuration.removed') return;
        store.change(({ installations }) => delete installations[String(installationId)]);
      },
    },
  });
}

function installationIn(store: Store, id: string) {
  const found = store.find(id);
  if (found) return found;
  throw new ProviderError('not_found', 'There is no such installation.');
}

function queueIn(store: Store, installationId: string, id: string) {
  const { queues } = installationIn(store, installationId);
  const found = Object.hasOwn(queues, id) ? queues[id] : undefined;
  if (found) return found;
  throw new ProviderError('not_found', 'There is no such queue.');
}

function planOf(id: string): BillingPlan {
  const found = plans.find((plan) => plan.id === id);
  if (found) return found;
  throw new ProviderError('validation_error', 'There is no such plan.');
}

function requireSize({ size = 'small' }: Metadata): void {
  if (sizes.includes(String(size))) return;
  const fields = [{ key: 'size', message: `One of ${sizes.join(', ')}.` }];
  throw new ProviderError('validation_error', 'There is no such size.', { fields });
}

/** A key counts within its installation: another team's call under the same one makes another queue. */
function idOf(installationId: string, idempotencyKey: string | undefined): string {
  const key = idempotencyKey ?? randomBytes(16).toString('hex');
  const digest = createHash('sha256').update(`${installationId}\n${key}`).digest('hex');
  return `queue_${digest.slice(0, 24)}`;
}

function newSecrets(id: string): Secret[] {
  const token = randomBytes(24).toString('base64url');
  return [
    { name: 'QUEUE_URL', value: `https://queues.example/${id}` },
    { name: 'QUEUE_TOKEN', value: token },
  ];
}
