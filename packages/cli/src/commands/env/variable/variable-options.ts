import type { Variable } from '@kontor/protocol/kontor';
import * as variableEndpoints from '@kontor/protocol/kontor/variable';
import { variableType } from '@kontor/protocol/vocabulary/variable-type';
import { argument, flag, list, text } from '../../../inputs.ts';
import { oneOf } from '../../../names/one-of.ts';
import type { Session } from '../../../session.ts';

/** A variable that a project has by hand. */
export const variableArguments = {
  project: argument('Project, by name or id.'),
  variable: argument('Variable of the project itself, by name or id.'),
};

/** What a variable is written with, and changed by. */
export const writingOptions = {
  value: text('value', 'The value, where it is no secret: others on this machine can read it.'),
  valueStdin: flag('Read the value from the standard input.'),
  environments: list('names', 'Environments that read it (default: the three that are built in).'),
  gitBranch: text('branch', 'Of preview, only deployments of this branch.'),
  type: variableType.optional().meta({
    description: 'How it is kept; a sensitive value is never shown again.',
    placeholder: variableType.options.join('|'),
  }),
  comment: text('comment', 'What it is for.'),
};

type Written = {
  readonly environments: readonly string[];
  readonly gitBranch?: string | undefined;
  readonly type?: Variable['type'] | undefined;
  readonly comment?: string | undefined;
};

/** Of what was said, what the host is told. */
export function said({ environments, gitBranch, type, comment }: Written) {
  return {
    ...(environments.length > 0 && { environments: [...environments] }),
    ...(gitBranch !== undefined && { gitBranch }),
    ...(type !== undefined && { type }),
    ...(comment !== undefined && { comment }),
  };
}

/** The hand-written variable that somebody means. */
export async function findVariable(
  { call, team }: Session,
  { project, variable }: { readonly project: string; readonly variable: string },
): Promise<Variable> {
  const { body } = await call(variableEndpoints.listVariables, {
    params: { team: await team(), project },
  });
  return oneOf(variable, body.variables, {
    noun: 'variable',
    names: ({ name, id }) => [name, id],
    tell: ({ name, id, environments }) => `${id} (${name} in ${environments.join(', ')})`,
  });
}
