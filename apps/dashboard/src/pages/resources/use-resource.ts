import { useQuery } from '@tanstack/react-query';
import type { EndpointId } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { useNewestOperation } from '../../api/use-operation.ts';

const LOOK_EVERY_MS = 3_000;
/** What a provider says of something that is about to become something else by itself. */
const PASSING = ['pending', 'onboarding'];

/** What has to be read again when a resource has changed. */
export const resourceReads: readonly EndpointId[] = [
  'getTeamResource',
  'listTeamResources',
  'listConnections',
  'listOperations',
];

/** What has to be read again when a resource was connected or disconnected. */
export const connectionReads: readonly EndpointId[] = [
  ...resourceReads,
  'listProjectConnections',
  'listEnvironments',
  'listEnvironmentVariables',
];

/** A resource with the change that is under way; looks again while something is to come. */
export function useResource(team: string, resource: string) {
  const query = useQuery({
    ...read('getTeamResource', { params: { team, resource }, query: {} }),
    refetchInterval: ({ state }) => {
      const now = state.data?.resource;
      const isPassing =
        now !== undefined &&
        now.lifecycle === 'active' &&
        (PASSING.includes(now.status) ||
          now.rotation?.state === 'running' ||
          now.pendingProjectCount > 0);
      return isPassing ? LOOK_EVERY_MS : false;
    },
  });
  const operation = useNewestOperation(team, { resource }, resourceReads);
  return { query, operation };
}
