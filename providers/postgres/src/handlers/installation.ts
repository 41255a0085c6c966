import { type InstallationHandlers, ProviderError } from '@kontor/provider';
import { type RemoveParts, uninstall } from '../lifecycle/remove.ts';
import type { MeterParts } from '../metering/meter.ts';

/** `billSoon` has a last bill sent once this answer is out. */
export type UninstallParts = RemoveParts & MeterParts & { readonly billSoon: () => void };

export function installationHandlers(parts: UninstallParts): InstallationHandlers {
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

    delete: async ({ installationId }) => {
      const outcome = await uninstall(parts, installationId);
      if (outcome === 'not-installed') return undefined;
      log('info', 'uninstalled', { installationId, outcome });
      if (outcome === 'bill-follows') parts.billSoon();
      return { finalized: outcome === 'finalized' };
    },
  };
}
