import * as transferEndpoints from '@kontor/protocol/kontor/transfer';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument, flag } from '../../inputs.ts';
import { findInstallation } from '../installation/find-installation.ts';
import { shownOffer } from './offered.ts';

export const transferInstallation = command({
  args: z.strictObject({
    installation: argument('Installation, by the slug of its integration or by id.'),
  }),
  options: z.strictObject({
    disconnect: flag('Disconnect the projects that use its resources when it is taken over.'),
  }),
  details:
    'The code alone goes to the standard output. Whoever has it can take the installation over with all its resources, within 24 hours and once. Nothing may be owed in it; only owners may.',
  examples: [
    'kontor transfer installation lagoon',
    'kontor transfer installation lagoon --disconnect --yes',
  ],
  output: transferEndpoints.offerInstallation.responses[201],
  run: async ({ args, options }, session) => {
    const { id, integration } = await findInstallation(session, args.installation);
    await session.ask.toConfirm({
      message: `Make a code with which another team takes over ${integration.name} with all its resources and balances?`,
    });
    const { body } = await session.call(transferEndpoints.offerInstallation, {
      params: { team: await session.team(), installation: id },
      body: { disconnect: options.disconnect },
    });
    return shownOffer(body);
  },
});
