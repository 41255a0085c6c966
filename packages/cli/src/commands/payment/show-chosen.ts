import * as paymentEndpoints from '@kontor/protocol/kontor/payment';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { findInstallation } from '../installation/find-installation.ts';

export const showChosenMethod = command({
  args: z.strictObject({
    integration: argument('Integration by its slug, or installation by its id.'),
  }),
  options: z.strictObject({}),
  examples: ['kontor payment-methods chosen lagoon'],
  output: paymentEndpoints.getChosenPaymentMethod.responses[200],
  run: async ({ args }, session) => {
    const { id, integration } = await findInstallation(session, args.integration);
    const { body } = await session.call(paymentEndpoints.getChosenPaymentMethod, {
      params: { team: await session.team(), installation: id },
    });
    const paidWith = body.paymentMethodId ?? 'the default of the team';
    return { data: body, text: [`${integration.name} is paid with ${paidWith}.`] };
  },
});
