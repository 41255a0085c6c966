import type { Project } from '@kontor/core';
import type { RestProject } from '@kontor/protocol/rest';

const noRegions = { functionDefaultRegions: [] };

/** A project as clients of the protocol know it. @see spec/platform-api.md §4.1 */
export function restProjectOf(
  { id, name, settings, createdAt, updatedAt }: Project,
  accountId: string,
): RestProject {
  return {
    ...settings,
    // clients tell "none" from "not known", and print the second as it stands
    framework: settings.framework ?? null,
    directoryListing: settings.directoryListing ?? false,
    nodeVersion: settings.nodeVersion ?? '24.x',
    id,
    name,
    accountId,
    alias: [],
    deploymentExpiration: {},
    resourceConfig: noRegions,
    defaultResourceConfig: noRegions,
    createdAt: createdAt.getTime(),
    updatedAt: updatedAt.getTime(),
  };
}
