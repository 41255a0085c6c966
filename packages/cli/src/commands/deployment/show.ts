import * as deploymentEndpoints from '@kontor/protocol/kontor/deployment';
import * as z from 'zod';
import { command } from '../../command.ts';
import { deploymentLines } from './deployment-lines.ts';
import { deploymentArgument, inProject, placeOf } from './places.ts';

export const showDeployment = command({
  args: z.strictObject(deploymentArgument),
  options: z.strictObject(inProject),
  examples: [
    'kontor deployment show dpl_… --project web',
    'kontor deployment show build-7 --project web --json',
  ],
  output: deploymentEndpoints.showDeployment.responses[200],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(deploymentEndpoints.showDeployment, {
      params: await placeOf(session, { ...args, ...options }),
    });
    return { data: body, text: deploymentLines(body.deployment) };
  },
});
