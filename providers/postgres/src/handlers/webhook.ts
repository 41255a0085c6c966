import type { WebhookHandler } from '@kontor/provider';
import { type RemoveParts, uninstall } from '../lifecycle/remove.ts';
import type { Log } from '../log.ts';
import type { InstallationStore } from '../state/installation-store.ts';

type Parts = RemoveParts & { readonly installations: InstallationStore; readonly log: Log };

/** Also hears of an uninstall by webhook, in case the call for it never came. @see spec/partner-api.md §4.4 */
export function webhookHandler(parts: Parts): WebhookHandler {
  return async ({ type, payload }) => {
    const { installationId } = payload;
    if (type !== 'integration-configuration.removed' || typeof installationId !== 'string') return;
    if (await uninstall(parts, installationId)) {
      parts.log('info', 'uninstalled', { installationId, by: 'webhook' });
    }
  };
}
