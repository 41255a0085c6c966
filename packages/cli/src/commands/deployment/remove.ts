import * as deploymentEndpoints from '@kontor/protocol/kontor/deployment';
import * as z from 'zod';
import { command } from '../../command.ts';
import { deploymentArgument, inProject, placeOf } from './places.ts';

export const removeDeployment = command({
  args: z.strictObject(deploymentArgument),
  options: z.strictObject(inProject),
  details:
    'What providers have made for it alone, such as a branch of a database, is dropped. Asks before it does so; where nobody can be asked, --yes is needed.',
  examples: ['kontor deployment remove dpl_… --project web --yes'],
  output: z.object({ deployment: z.string() }),
  run: async ({ args, options }, session) => {
    const params = await placeOf(session, { ...args, ...options });
    await session.ask.toConfirm({
      message: `Remove ${args.deployment} with what was made for it alone?`,
    });
    await session.call(deploymentEndpoints.removeDeployment, { params });
    return { data: { deployment: args.deployment }, text: [`Removed ${args.deployment}.`] };
  },
});
