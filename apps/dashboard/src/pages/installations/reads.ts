import type { EndpointId } from '../../api/call.ts';

/** What has to be read again when an installation has changed. */
export const installationReads: readonly EndpointId[] = [
  'getTeamInstallation',
  'listInstallations',
  'listTeamResources',
  'listOperations',
];
