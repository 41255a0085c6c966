import * as deploymentEndpoints from '@kontor/protocol/kontor/deployment';
import * as z from 'zod';
import { command } from '../../command.ts';
import { deploymentArgument, inProject, placeOf } from './places.ts';

export const cancelDeployment = command({
  args: z.strictObject(deploymentArgument),
  options: z.strictObject(inProject),
  details: 'What providers have begun for it is to be undone.',
  examples: ['kontor deployment cancel dpl_… --project web'],
  output: deploymentEndpoints.reportDeployment.responses[200],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(deploymentEndpoints.reportDeployment, {
      params: await placeOf(session, { ...args, ...options }),
      body: { progress: 'canceled' },
    });
    return { data: body, text: [`Cancelled ${body.deployment.id}.`] };
  },
});
