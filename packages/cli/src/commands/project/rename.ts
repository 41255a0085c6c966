import * as projectEndpoints from '@kontor/protocol/kontor/project';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';

export const renameProject = command({
  args: z.strictObject({
    project: argument('Project, by name or id.'),
    name: projectEndpoints.updateProject.request.shape.name.meta({
      description: 'The new name, in lower-case letters, digits and hyphens.',
    }),
  }),
  options: z.strictObject({}),
  details:
    'Its id stays, with everything in it; what names it by its name has to learn the new one.',
  examples: ['kontor projects rename web shop'],
  output: projectEndpoints.updateProject.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(projectEndpoints.updateProject, {
      params: { team: await session.team(), project: args.project },
      body: { name: args.name },
    });
    return { data: body, text: [`${args.project} is called ${body.project.name} now.`] };
  },
});
