import { createHostClient, HostError, type WebhookEvent } from '@kontor/provider';
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

const begins = 'deployment.integration.action.';

/**
 * Gives each preview a copy of the database, and drops it when the deployment is cancelled or removed.
 * What is thrown has the host deliver the event again.
 *
 * @see spec/partner-api.md §10.10
 */
export async function takeDeploymentAction(
  parts: DeploymentActionParts,
  { type, payload }: WebhookEvent,
): Promise<void> {
  const { installationId, resourceId, action, deployment } = payload;
  const deploymentId = idIn(deployment);
  if (!type.startsWith(begins) || action !== branchAction.slug || deploymentId === undefined)
    return;
  if (typeof installationId !== 'string' || typeof resourceId !== 'string') return;
  const which = { installationId, resourceId, deploymentId };
  if (type === `${begins}start`) return begin(parts, which);
  await dropBranch(parts, which);
  parts.log('info', 'dropped a branch', which);
}

type Which = Parameters<typeof makeBranch>[1];

async function begin(parts: DeploymentActionParts, which: Which): Promise<void> {
  const { installations, host, log } = parts;
  const { installationId, resourceId, deploymentId } = which;
  const accessToken = () => installations.accessToken(installationId);
  const client = createHostClient({ apiUrl: host.apiUrl, installationId, accessToken });
  const secrets = await makeBranch(parts, which);
  const report = secrets
    ? { status: 'succeeded' as const, outcomes: [{ kind: 'resource-secrets' as const, secrets }] }
    : { status: 'failed' as const, statusText: 'There is no database to branch.' };
  try {
    await client.reportDeploymentAction(
      { deploymentId, resourceId, action: branchAction.slug },
      report,
    );
  } catch (error) {
    if (!isGone(error)) throw error;
    // nobody waits for it any more
    await dropBranch(parts, which);
    return;
  }
  log('info', secrets ? 'branched' : 'could not branch', which);
}

function isGone(error: unknown): boolean {
  return error instanceof HostError && (error.status === 404 || error.status === 410);
}

function idIn(deployment: unknown): string | undefined {
  if (typeof deployment !== 'object' || deployment === null || !('id' in deployment))
    return undefined;
  return typeof deployment.id === 'string' ? deployment.id : undefined;
}
