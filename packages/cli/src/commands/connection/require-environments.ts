import * as environmentEndpoints from '@kontor/protocol/kontor/environment';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import { suggest } from '../../names/suggest.ts';
import type { Session } from '../../session.ts';
import { type ConnectionOptions, environmentsOf } from './environments.ts';

/** Refuses a project or environments that are not there, before anything is made for them. */
export async function requireEnvironments(
  { call, team }: Pick<Session, 'call' | 'team'>,
  project: string,
  options: ConnectionOptions,
): Promise<void> {
  const { body } = await call(environmentEndpoints.listEnvironments, {
    params: { team: await team(), project },
  });
  const known = body.environments.map(({ slug }) => slug);
  const unknown = environmentsOf(options).find((environment) => !known.includes(environment));
  if (unknown === undefined) return;
  throw new CliError({
    code: 'environment_not_found',
    exitCode: exitCode.notFound,
    message: `The project '${project}' has no environment '${unknown}'.${suggest(unknown, known)}`,
    facts: { known },
  });
}
