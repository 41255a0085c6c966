import * as environmentEndpoints from '@kontor/protocol/kontor/environment';
import type { Session } from '../../session.ts';

export type Place = {
  readonly project: string;
  readonly environment: string;
  readonly gitBranch?: string | undefined;
};

/** The variables of an environment with their values, and the version that they are of. */
export async function readVariables(
  { call, team }: Pick<Session, 'call' | 'team'>,
  { project, environment, gitBranch }: Place,
) {
  const { body } = await call(environmentEndpoints.readEnvironment, {
    params: { team: await team(), project, environment },
    query: gitBranch === undefined ? {} : { gitBranch },
  });
  if (body === null) throw new Error('the host answered 304 to a request without an ETag');
  return body;
}
