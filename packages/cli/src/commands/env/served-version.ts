import * as environmentEndpoints from '@kontor/protocol/kontor/environment';
import type { Session } from '../../session.ts';

/** One environment of a project, or what deployments of a branch read. */
export type PlaceOfProject = {
  readonly project: string;
  readonly environment: string;
  readonly gitBranch?: string | undefined;
};

/** The version that is read there; 0 where nothing ever was. */
export async function servedVersion(
  { call, team }: Pick<Session, 'call' | 'team'>,
  { project, environment, gitBranch }: PlaceOfProject,
): Promise<number> {
  const { body } = await call(environmentEndpoints.listEnvironmentVariables, {
    params: { team: await team(), project, environment },
    query: gitBranch === undefined ? {} : { gitBranch },
  });
  return body.version;
}
