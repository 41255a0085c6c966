import * as variableEndpoints from '@kontor/protocol/kontor/variable';
import { variableName } from '@kontor/protocol/vocabulary/variable-name';
import * as z from 'zod';
import { CliError } from '../../../cli-error.ts';
import { command } from '../../../command.ts';
import { exitCode } from '../../../exit-code.ts';
import { givenValue } from '../shared/value-options.ts';
import { findVariable, said, variableArguments, writingOptions } from './variable-options.ts';

export const editVariable = command({
  args: z.strictObject(variableArguments),
  options: z.strictObject({
    ...writingOptions,
    name: variableName.optional().meta({ description: 'Another name.', placeholder: 'name' }),
  }),
  details: 'What is not said stays.',
  examples: ['kontor env edit web LOG_LEVEL --value info'],
  output: variableEndpoints.updateVariable.responses[200],
  run: async ({ args, options }, session) => {
    const { name } = options;
    const value = await givenValue(session, options);
    const change = {
      ...said(options),
      ...(name !== undefined && { name }),
      ...(value !== undefined && { value }),
    };
    if (Object.keys(change).length === 0) throw nothingSaid();
    const { id } = await findVariable(session, args);
    const { body } = await session.call(variableEndpoints.updateVariable, {
      params: { team: await session.team(), project: args.project, variable: id },
      body: change,
    });
    return { data: body, text: [`Changed ${body.variable.name} of ${args.project}.`] };
  },
});

function nothingSaid() {
  return new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message:
      'Say what to change: --value, --value-stdin, --name, --environments, --git-branch, --type or --comment.',
  });
}
