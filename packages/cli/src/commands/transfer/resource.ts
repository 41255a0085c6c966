import * as transferEndpoints from '@kontor/protocol/kontor/transfer';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument, flag } from '../../inputs.ts';
import { findResource } from '../resource/find-resource.ts';
import { shownOffer } from './offered.ts';

export const transferResource = command({
  args: z.strictObject({ resource: argument('Resource, by name or id.') }),
  options: z.strictObject({
    disconnect: flag('Disconnect the projects that use it when it is taken over.'),
  }),
  details:
    'The code alone goes to the standard output. Whoever has it can take the resource over, within 24 hours and once. Its projects stay.',
  examples: ['kontor transfer resource orders', 'kontor transfer resource orders --disconnect'],
  output: transferEndpoints.offerResource.responses[201],
  run: async ({ args, options }, session) => {
    const { id, name } = await findResource(session, args.resource);
    await session.ask.toConfirm({
      message: `Make a code with which another team takes over ${name} with its data and secrets?`,
    });
    const { body } = await session.call(transferEndpoints.offerResource, {
      params: { team: await session.team(), resource: id },
      body: { disconnect: options.disconnect },
    });
    return shownOffer(body);
  },
});
