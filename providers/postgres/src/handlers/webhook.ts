import type { WebhookHandler } from '@kontor/provider';
import { uninstall } from '../lifecycle/remove.ts';
import { type DeploymentActionParts, takeDeploymentActions } from './deployment-action.ts';
import type { UninstallParts } from './installation.ts';

type Parts = UninstallParts & DeploymentActionParts;

/** Also hears of an uninstall by webhook, in case the call for it never came. @see spec/partner-api.md §4.4 */
export function webhookHandler(parts: Parts): WebhookHandler {
  const takeAction = takeDeploymentActions(parts);
  return async (event) => {
    if (await takeAction(event)) return;
    const { type, payload } = event;
    const { installationId } = payload;
    if (type !== 'integration-configuration.removed' || typeof installationId !== 'string') return;
    const outcome = await uninstall(parts, installationId);
    if (outcome === 'not-installed') return;
    parts.log('info', 'uninstalled', { installationId, outcome, by: 'webhook' });
    if (outcome === 'bill-follows') parts.billSoon();
  };
}
