import type { VariableFailure } from '@kontor/protocol/rest';
import * as sharedEndpoints from '@kontor/protocol/rest/shared-variable';
import type * as z from 'zod';
import { CliError } from '../../../cli-error.ts';
import { exitCode } from '../../../exit-code.ts';
import { scopeOf } from '../../../host/scope-of.ts';
import { argument } from '../../../inputs.ts';
import { oneOf } from '../../../names/one-of.ts';
import type { Session } from '../../../session.ts';

/** What `--json` prints of all, and of one that was written. */
export const listedVariable =
  sharedEndpoints.listSharedEnvVariable.responses[200].shape.data.element;
export const writtenVariable =
  sharedEndpoints.updateSharedEnvVariable.responses[200].shape.updated.element;
type ListedVariable = z.output<typeof listedVariable>;

export const sharedArgument = { variable: argument('Shared variable, by name or id.') };

export async function sharedVariablesOf(session: Session): Promise<readonly ListedVariable[]> {
  const { body } = await session.call(sharedEndpoints.listSharedEnvVariable, {
    query: await scopeOf(session),
  });
  return body.data;
}

/** The shared variable that somebody means by its name or id. */
export async function findShared(session: Session, named: string): Promise<ListedVariable> {
  return oneOf(named, await sharedVariablesOf(session), {
    noun: 'shared variable',
    names: ({ key, id }) => [key, id],
    tell: ({ key, id, target }) => `${id} (${key} in ${target.join(', ')})`,
  });
}

/** The one that was written. The host answers a success that names what it did not write; here that is a refusal. */
export function requireWritten<Written>(
  [first]: readonly VariableFailure[],
  [written]: readonly Written[],
): Written {
  if (written !== undefined) return written;
  if (first === undefined) throw new Error('the host neither wrote the variable nor said why');
  const { code, message, ...facts } = first.error;
  const isCollision = code === 'ENV_CONFLICT';
  throw new CliError({
    code: isCollision ? 'variable_collision' : code,
    exitCode: isCollision ? exitCode.conflict : exitCode.refused,
    message,
    facts,
  });
}
