import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Answer } from '../../api/call.ts';
import { read } from '../../api/read.ts';

/** The team and the project whose pages are shown, as the API takes them. */
export function useProject(): { readonly team: string; readonly project: string } {
  const { team, project } = useParams({ from: '/t/$team/projects/$project' });
  return { team, project };
}

export type Environment = Answer<'listEnvironments'>['environments'][number];

/** The environments of the project that is shown. */
export function useEnvironments() {
  return useQuery(read('listEnvironments', { params: useProject() }));
}

/** What has to be read again after variables, connections or environments of a project changed. */
export const contentReads = [
  'listEnvironments',
  'listEnvironmentVariables',
  'listEnvironmentVersions',
  'listVariables',
  'listProjectConnections',
] as const;
