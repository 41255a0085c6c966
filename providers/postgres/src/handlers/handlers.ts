import type { ProviderOptions } from '@kontor/provider';
import type { PostgresProviderConfig } from '../config.ts';
import type { World } from '../open-world.ts';
import { installationHandlers } from './installation.ts';
import { planHandlers } from './plans.ts';
import { resourceHandlers } from './resource.ts';
import { webhookHandler } from './webhook.ts';

/** What this provider does when the host calls. Webhooks need the secret that they are signed with. */
export function postgresHandlers(
  world: World & {
    readonly host: PostgresProviderConfig['host'];
    readonly branchPatienceMs: number;
    readonly billSoon: () => void;
  },
  { takesWebhooks }: { readonly takesWebhooks: boolean },
): ProviderOptions['handlers'] {
  return {
    installation: installationHandlers(world),
    resource: resourceHandlers(world),
    plans: planHandlers(world),
    ...(takesWebhooks && { webhook: webhookHandler(world) }),
  };
}
