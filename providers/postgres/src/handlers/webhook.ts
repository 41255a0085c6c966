import type { WebhookHandler } from '@kontor/provider';
import { type RemoveParts, uninstall } from '../lifecycle/remove.ts';
import { type DeploymentActionParts, takeDeploymentAction } from './deployment-action.ts';

type Parts = RemoveParts & DeploymentActionParts;

/** Also hears of an uninstall by webhook, in case the call for it never came. @see spec/partner-api.md §4.4 */
export function webhookHandler(parts: Parts): WebhookHandler {
  return async (event) => {
    const { type, payload } = event;
    await takeDeploymentAction(parts, event);
    const { installationId } = payload;
    if (type !== 'integration-configuration.removed' || typeof installationId !== 'string') return;
    if (await uninstall(parts, installationId)) {
      parts.log('info', 'uninstalled', { installationId, by: 'webhook' });
    }
  };
}
