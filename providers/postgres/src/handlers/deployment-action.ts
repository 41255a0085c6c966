import { onDeploymentAction } from '@kontor/provider';
import type { Log } from '@kontor/provider-process';
import type { PostgresProviderConfig } from '../config.ts';
import { type BranchParts, dropBranch, makeBranch } from '../lifecycle/branch.ts';
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
          const branch = await makeBranch(parts, which);
          if (branch === undefined) {
            log('info', 'could not branch', which);
            return { status: 'failed', statusText: 'There is no database to branch.' };
          }
          const { secrets, cutTransactions } = branch;
          if (cutTransactions === 0) {
            log('info', 'branched', which);
            return { status: 'succeeded', secrets };
          }
          log('warn', 'branched, and cut transactions for it', { ...which, cutTransactions });
          return { status: 'succeeded', secrets, statusText: cutText(cutTransactions) };
        },
        undo: async ({ action: _action, ...which }) => {
          await dropBranch(parts, which);
          log('info', 'dropped a branch', which);
        },
      },
    },
  });
}

/** Said to the team whose database it is, because what was cut has to be done again by their programs. */
function cutText(transactions: number): string {
  const what = transactions === 1 ? '1 transaction' : `${transactions} transactions`;
  return `The database was never quiet, so ${what} in it had to be cut for the copy.`;
}
