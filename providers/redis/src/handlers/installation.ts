import { type InstallationHandlers, ProviderError, type WebhookHandler } from '@kontor/provider';
import type { Log } from '@kontor/provider-process';
import { type RemoveParts, uninstall } from '../lifecycle/remove.ts';
import { type InvoiceEventParts, takeInvoiceEvent } from '../money/invoice-events.ts';

type Parts = RemoveParts & { readonly log: Log };

export function installationHandlers(parts: Parts): InstallationHandlers {
  const { installations, log } = parts;
  return {
    upsert: async ({ installationId, body }) => {
      const { credentials, scopes, acceptedPolicies, account } = body;
      await installations.upsert({
        id: installationId,
        accessToken: credentials.access_token,
        scopes,
        acceptedPolicies,
        accountUrl: account.url,
      });
      log('info', 'installed', { installationId });
      return {};
    },

    get: async ({ installationId }) => {
      if (await installations.isInstalled(installationId)) return {};
      throw new ProviderError('not_found', `${installationId} is not installed.`);
    },

    /** What is left of balances ends with them: whoever sells this decides about money back. */
    delete: async ({ installationId }) => {
      if (!(await uninstall(parts, installationId))) return undefined;
      log('info', 'uninstalled', { installationId, by: 'host' });
      return { finalized: true };
    },
  };
}

/**
 * Hears of payments, and of an uninstall in case the call for it never came. The kit has verified the
 * signature, and hands each delivery on once. @see spec/partner-api.md §4.4, §9
 */
export function webhookHandler(parts: Parts & InvoiceEventParts): WebhookHandler {
  return async (event) => {
    if (await takeInvoiceEvent(parts, event)) return;
    const { type, payload } = event;
    const { installationId } = payload;
    if (type !== 'integration-configuration.removed' || typeof installationId !== 'string') return;
    if (!(await uninstall(parts, installationId))) return;
    parts.log('info', 'uninstalled', { installationId, by: 'webhook' });
  };
}
