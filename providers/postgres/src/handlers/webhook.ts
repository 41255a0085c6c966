import type { WebhookHandler } from '@kontor/provider';
import { uninstall } from '../lifecycle/remove.ts';
import { type DeploymentActionParts, takeDeploymentAction } from './deployment-action.ts';
import type { UninstallParts } from './installation.ts';

type Parts = UninstallParts & DeploymentActionParts;

/** Also hears of an uninstall by webhook, in case the call for it never came. @see spec/partner-api.md §4.4 */
export function webhookHandler(parts: Parts): WebhookHandler {
  return async (event) => {
    const { type, payload } = event;
    await takeDeploymentAction(parts, event);
    const { installationId } = payload;
    if (type !== 'integration-configuration.removed' || typeof installationId !== 'string') return;
    const outcome = await uninstall(parts, installationId);
    if (outcome === 'not-installed') return;
    parts.log('info', 'uninstalled', { installationId, outcome, by: 'webhook' });
    if (outcome === 'bill-follows') parts.billSoon();
  };
}
