import * as purchaseEndpoints from '@kontor/protocol/kontor/purchase';
import * as z from 'zod';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { argument, text } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import type { Shown } from '../../output/shown.ts';
import { findInstallation } from '../installation/find-installation.ts';
import { findResource } from '../resource/find-resource.ts';

export const buyBalance = command({
  args: z.strictObject({
    integration: argument('Integration by its slug, or installation by its id.'),
    amount: argument('In dollars, such as 20 or 12.50.'),
  }),
  options: z.strictObject({
    resource: text('resource', 'Whose balance it is for, by name or id.'),
  }),
  details:
    'The plan says how much is sold at once. It is paid with what pays for the installation, and nothing is bought if that is declined. The provider credits it once its invoice is paid.',
  examples: ['kontor balance buy lagoon 20', 'kontor balance buy lagoon 12.50 --resource orders'],
  output: purchaseEndpoints.createPurchase.responses[202],
  run: async ({ args, options }, session) => {
    const installation = await findInstallation(session, args.integration);
    const resource =
      options.resource === undefined ? undefined : await findResource(session, options.resource);
    const { status, body } = await session.call(purchaseEndpoints.createPurchase, {
      params: { team: await session.team(), installation: installation.id },
      body: { amount: args.amount, ...(resource !== undefined && { resource: resource.id }) },
    });
    const { purchase } = body;
    if (purchase === null) return waiting(body);
    return {
      data: { purchase },
      text: [
        `Bought $${purchase.amount} of ${installation.integration.name}${resource === undefined ? '' : ` for ${resource.name}`}.`,
        `Its invoice is ${purchase.invoiceId}, ${purchase.invoiceState}.`,
        ...(status === 202 ? ['The money is under way: it is credited when that is there.'] : []),
      ],
    };
  },
});

type Waiting = z.output<(typeof purchaseEndpoints.createPurchase.responses)[202]>;

function waiting(data: Waiting): Shown<Waiting> {
  const { approval } = data;
  return {
    data,
    text: ['Nothing is bought until somebody approves it.'],
    notes: approval === undefined ? [] : [approval.url],
    next: approval === undefined ? [] : [steps.decide(approval.id)],
    exitCode: exitCode.stillRunning,
  };
}
