import { restEndpoints } from '@kontor/protocol/rest';
import * as z from 'zod';
import { command } from '../../command.ts';
import { scopeOf } from '../../host/scope-of.ts';
import { argument } from '../../inputs.ts';
import { findProject } from '../project/find-project.ts';

export const requestTransfer = command({
  args: z.strictObject({ project: argument('Project, by name or id.') }),
  options: z.strictObject({}),
  details:
    'The code alone goes to the standard output. Whoever has it can take the project over with its connected resources, within 24 hours and once.',
  examples: ['kontor transfer request web'],
  run: async ({ args }, session) => {
    const project = await findProject(session, args.project);
    await session.ask.toConfirm({
      message: `Make a code with which another team takes over ${project.name} and its resources?`,
    });
    const { body } = await session.call(restEndpoints.createProjectTransfer, {
      params: { project: project.id },
      query: await scopeOf(session),
      body: {},
    });
    return {
      data: { project: project.id, code: body.code },
      text: [body.code],
      notes: [`Good for one team, for 24 hours: kontor transfer accept ${body.code}`],
    };
  },
});
