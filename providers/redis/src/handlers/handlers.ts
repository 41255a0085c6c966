import type { ProviderOptions } from '@kontor/provider';
import type { RedisProviderConfig } from '../config.ts';
import { takePurchase } from '../money/purchases.ts';
import type { World } from '../open-world.ts';
import { installationHandlers, webhookHandler } from './installation.ts';
import { planHandlers } from './plans.ts';
import { resourceHandlers } from './resource.ts';

/** What this provider does when the host calls. Webhooks need the secret that they are signed with. */
export function redisHandlers(
  world: World & Pick<RedisProviderConfig, 'host'>,
  { takesWebhooks }: { readonly takesWebhooks: boolean },
): ProviderOptions['handlers'] {
  return {
    installation: installationHandlers(world),
    resource: resourceHandlers(world),
    plans: planHandlers(world),
    billing: {
      provisionPurchase: ({ installationId, body: { invoiceId }, host }) =>
        takePurchase(world, { installationId, invoiceId, host }),
    },
    ...(takesWebhooks && { webhook: webhookHandler(world) }),
  };
}
