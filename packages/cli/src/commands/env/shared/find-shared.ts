import {
  type RestSharedVariable,
  restEndpoints,
  type VariableFailure,
} from '@kontor/protocol/rest';
import { CliError } from '../../../cli-error.ts';
import { exitCode } from '../../../exit-code.ts';
import { scopeOf } from '../../../host/scope-of.ts';
import { argument } from '../../../inputs.ts';
import { oneOf } from '../../../names/one-of.ts';
import type { Session } from '../../../session.ts';

export const sharedArgument = { variable: argument('Shared variable, by name or id.') };

export async function sharedVariablesOf(session: Session): Promise<readonly RestSharedVariable[]> {
  const { body } = await session.call(restEndpoints.listSharedEnvVariable, {
    query: await scopeOf(session),
  });
  return body.data;
}

/** The shared variable that somebody means by its name or id. */
export async function findShared(session: Session, named: string): Promise<RestSharedVariable> {
  return oneOf(named, await sharedVariablesOf(session), {
    noun: 'shared variable',
    names: ({ key, id }) => [key, id],
    tell: ({ key, id, target }) => `${id} (${key} in ${target.join(', ')})`,
  });
}

/** The host answers a success that names what it did not write; here that is a refusal. */
export function requireWritten(failed: readonly VariableFailure[]): void {
  const [first] = failed;
  if (first === undefined) return;
  const { code, message, ...facts } = first.error;
  const isCollision = code === 'ENV_CONFLICT';
  throw new CliError({
    code: isCollision ? 'variable_collision' : code,
    exitCode: isCollision ? exitCode.conflict : exitCode.refused,
    message,
    facts,
  });
}
