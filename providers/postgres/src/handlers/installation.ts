import { type InstallationHandlers, ProviderError } from '@kontor/provider';
import { type RemoveParts, uninstall } from '../lifecycle/remove.ts';
import type { Log } from '../log.ts';
import type { InstallationStore } from '../state/installation-store.ts';

type Parts = RemoveParts & { readonly installations: InstallationStore; readonly log: Log };

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

    delete: async ({ installationId }) => {
      if (!(await uninstall(parts, installationId))) return undefined;
      log('info', 'uninstalled', { installationId });
      return { finalized: true };
    },
  };
}
