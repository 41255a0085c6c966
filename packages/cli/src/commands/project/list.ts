import * as projectEndpoints from '@kontor/protocol/kontor/project';
import * as z from 'zod';
import { command } from '../../command.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { createProjectSteps } from './create-steps.ts';

export const listProjects = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  examples: ['kontor projects list'],
  output: projectEndpoints.listProjects.responses[200],
  run: async (_, session) => {
    const { body } = await session.call(projectEndpoints.listProjects, {
      params: { team: await session.team() },
    });
    const { projects } = body;
    if (projects.length === 0) {
      return {
        data: { projects },
        text: ['There are no projects.'],
        next: createProjectSteps(session),
      };
    }
    return {
      data: { projects },
      text: table(
        ['NAME', 'CREATED', 'ID'],
        projects.map(({ name, createdAt, id }) => [name, day(createdAt), id]),
      ),
    };
  },
});
