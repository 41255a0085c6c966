import * as variableEndpoints from '@kontor/protocol/kontor/variable';
import { variableName } from '@kontor/protocol/vocabulary/variable-name';
import * as z from 'zod';
import { command } from '../../../command.ts';
import { argument } from '../../../inputs.ts';
import { steps } from '../../../next/steps.ts';
import { givenValue } from '../shared/value-options.ts';
import { said, writingOptions } from './variable-options.ts';

const BUILT_IN = ['production', 'preview', 'development'];

export const addVariable = command({
  args: z.strictObject({
    project: argument('Project, by name or id.'),
    name: variableName.meta({ description: 'Name of the variable.' }),
  }),
  options: z.strictObject(writingOptions),
  details: 'A name that the project or a resource has there already is refused.',
  examples: [
    'kontor env add web LOG_LEVEL --value debug --environments preview,development',
    'kontor env add web API_KEY --value-stdin --type sensitive < key.txt',
  ],
  output: variableEndpoints.createVariable.responses[201],
  run: async ({ args: { project, name }, options }, session) => {
    const given = await givenValue(session, options);
    const question = {
      ...{ message: 'Value?', instead: '--value <value> or --value-stdin' },
      answers: [steps.answer('--value-stdin')],
    };
    const value = given ?? (await session.ask.forPassword(question));
    const { body } = await session.call(variableEndpoints.createVariable, {
      params: { team: await session.team(), project },
      body: { name, value, environments: BUILT_IN, ...said(options) },
    });
    const { environments } = body.variable;
    return { data: body, text: [`Wrote ${name} into ${environments.join(', ')} of ${project}.`] };
  },
});
