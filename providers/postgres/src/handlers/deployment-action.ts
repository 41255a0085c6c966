import { onDeploymentAction } from '@kontor/provider';
import type { PostgresProviderConfig } from '../config.ts';
import { type BranchParts, dropBranch, makeBranch } from '../lifecycle/branch.ts';
import type { Log } from '../log.ts';
import { branchAction } from '../product/product.ts';
import type { InstallationStore } from '../state/installation-store.ts';

export type DeploymentActionParts = BranchParts & {
  readonly installations: InstallationStore;
  readonly host: PostgresProviderConfig['host'];
  readonly log: Log;
};

/**
 * Gives each preview a copy of the database, and drops it when the deployment is cancelled or removed.
 * What is thrown has the host deliver the event again.
 *
 * @see spec/partner-api.md §10.10
 */
export function takeDeploymentActions(parts: DeploymentActionParts) {
  const { installations, host, log } = parts;
  return onDeploymentAction({
    host: { apiUrl: host.apiUrl },
    accessToken: (installationId) => installations.accessToken(installationId),
    actions: {
      [branchAction.slug]: {
        start: async ({ action: _action, ...which }) => {
          const secrets = await makeBranch(parts, which);
          log('info', secrets ? 'branched' : 'could not branch', which);
          return secrets
            ? { status: 'succeeded', secrets }
            : { status: 'failed', statusText: 'There is no database to branch.' };
        },
        undo: async ({ action: _action, ...which }) => {
          await dropBranch(parts, which);
          log('info', 'dropped a branch', which);
        },
      },
    },
  });
}
