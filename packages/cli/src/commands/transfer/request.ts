import * as transferEndpoints from '@kontor/protocol/kontor/transfer';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { findProject } from '../project/find-project.ts';
import { shownOffer } from './offered.ts';

export const requestTransfer = command({
  args: z.strictObject({ project: argument('Project, by name or id.') }),
  options: z.strictObject({}),
  details:
    'The code alone goes to the standard output. Whoever has it can take the project over with its connected resources, within 24 hours and once.',
  examples: ['kontor transfer request web'],
  output: transferEndpoints.offerProject.responses[201],
  run: async ({ args }, session) => {
    const project = await findProject(session, args.project);
    await session.ask.toConfirm({
      message: `Make a code with which another team takes over ${project.name} and its resources?`,
    });
    const { body } = await session.call(transferEndpoints.offerProject, {
      params: { team: await session.team(), project: project.id },
    });
    return shownOffer(body);
  },
});
