import * as projectEndpoints from '@kontor/protocol/kontor/project';
import * as z from 'zod';
import { command } from '../../command.ts';

export const createProject = command({
  args: z.strictObject({
    name: projectEndpoints.createProject.request.shape.name.meta({
      description: 'Name, in lower-case letters, digits and hyphens.',
    }),
  }),
  options: z.strictObject({}),
  examples: ['kontor projects create web'],
  output: projectEndpoints.createProject.responses[201],
  run: async ({ args }, session) => {
    const { body } = await session.call(projectEndpoints.createProject, {
      params: { team: await session.team() },
      body: { name: args.name },
    });
    return {
      data: { project: body.project },
      text: [`Created the project ${body.project.name} (${body.project.id}).`],
    };
  },
});
