import * as sharedEndpoints from '@kontor/protocol/rest/shared-variable';
import { variableName } from '@kontor/protocol/vocabulary/variable-name';
import * as z from 'zod';
import { CliError } from '../../../cli-error.ts';
import { command } from '../../../command.ts';
import { exitCode } from '../../../exit-code.ts';
import { scopeOf } from '../../../host/scope-of.ts';
import { findShared, requireWritten, sharedArgument, writtenVariable } from './find-shared.ts';
import { givenValue, valueOptions } from './value-options.ts';

export const editShared = command({
  args: z.strictObject({ ...sharedArgument }),
  options: z.strictObject({
    ...valueOptions,
    name: variableName.optional().meta({ description: 'Another name.', placeholder: 'name' }),
  }),
  details:
    'What is not said stays. Every project that it is linked to reads the change, or none does.',
  examples: [
    'kontor env shared edit REGION --value ams1',
    'kontor env shared edit REGION --name AREA --env production,preview',
  ],
  output: z.object({ variable: writtenVariable }),
  run: async ({ args, options }, session) => {
    const { name, type, env, comment } = options;
    const value = await givenValue(session, options);
    const update = {
      ...(name && { key: name }),
      ...(value !== undefined && { value }),
      ...(type && { type }),
      ...(env.length > 0 && { target: env }),
      ...(comment && { comment }),
    };
    if (Object.keys(update).length === 0) throw nothingSaid();
    const found = await findShared(session, args.variable);
    const { body } = await session.call(sharedEndpoints.updateSharedEnvVariable, {
      query: await scopeOf(session),
      body: { updates: { [found.id]: update } },
    });
    const variable = requireWritten(body.failed, body.updated);
    const count = variable.projectId.length;
    return {
      data: { variable },
      text: [
        `Changed ${variable.key} (${variable.id}), in ${count} ${count === 1 ? 'project' : 'projects'}.`,
      ],
    };
  },
});

function nothingSaid() {
  return new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: 'Say what to change: --value, --value-stdin, --name, --type, --env or --comment.',
  });
}
