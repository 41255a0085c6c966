import * as sharedEndpoints from '@kontor/protocol/rest/shared-variable';
import { variableName } from '@kontor/protocol/vocabulary/variable-name';
import * as z from 'zod';
import { command } from '../../../command.ts';
import { scopeOf } from '../../../host/scope-of.ts';
import { list } from '../../../inputs.ts';
import { steps } from '../../../next/steps.ts';
import { findProject } from '../../project/find-project.ts';
import { requireWritten, writtenVariable } from './find-shared.ts';
import { givenValue, valueOptions } from './value-options.ts';

export const addShared = command({
  args: z.strictObject({ name: variableName.meta({ description: 'Name of the variable.' }) }),
  options: z.strictObject({
    ...valueOptions,
    projects: list('projects', 'Link it to these projects, by name or id.'),
  }),
  details:
    'It has all three environments and is kept encrypted unless something else is said. A variable of the same name that a project has by hand stands before it.',
  examples: [
    'kontor env shared add REGION --value fra1 --projects web,api',
    'kontor env shared add API_KEY --value-stdin --type sensitive --env production < key.txt',
  ],
  output: z.object({ variable: writtenVariable }),
  run: async ({ args, options }, session) => {
    const { type, env, comment } = options;
    const given = await givenValue(session, options);
    const question = {
      ...{ message: 'Value?', instead: '--value <value> or --value-stdin' },
      answers: [steps.answer('--value-stdin')],
    };
    const value = given ?? (await session.ask.forPassword(question));
    const projects = [];
    for (const named of options.projects) projects.push(await findProject(session, named));
    const { body } = await session.call(sharedEndpoints.createSharedEnvVariable, {
      query: await scopeOf(session),
      body: {
        evs: [{ key: args.name, value, ...(comment && { comment }) }],
        ...(type && { type }),
        ...(env.length > 0 && { target: env }),
        projectId: projects.map(({ id }) => id),
      },
    });
    const variable = requireWritten(body.failed, body.created);
    const places = projects.map(({ name }) => name).join(', ');
    return {
      data: { variable },
      text: [
        places === ''
          ? `Shared ${args.name} (${variable.id}); it is linked to no project yet.`
          : `Shared ${args.name} (${variable.id}) with ${places}.`,
      ],
    };
  },
});
