import * as resourceImportEndpoints from '@kontor/protocol/kontor/import';
import * as z from 'zod';
import { command } from '../../command.ts';
import { text } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { openBrowser } from '../open/open-browser.ts';
import { findInstallation } from './find-installation.ts';
import { installationArgument } from './plan.ts';

export const importResources = command({
  args: z.strictObject(installationArgument),
  options: z.strictObject({ product: text('product', 'Only of this product.') }),
  details:
    'Prints an address where you choose at the provider what to bring along. It signs you on and is good once; on a terminal it is opened.',
  examples: ['kontor installations import lagoon'],
  output: resourceImportEndpoints.createImportLink.responses[201],
  run: async ({ args, options: { product } }, session) => {
    const { id } = await findInstallation(session, args.installation);
    const { body } = await session.call(resourceImportEndpoints.createImportLink, {
      params: { team: await session.team(), installation: id },
      body: product === undefined ? {} : { product },
    });
    if (session.ask.canAsk) openBrowser(body.url);
    return { data: body, text: [body.url], notes: [`Good until ${second(body.expiresAt)}, once.`] };
  },
});
