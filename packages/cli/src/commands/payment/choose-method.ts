import * as paymentEndpoints from '@kontor/protocol/kontor/payment';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument, text } from '../../inputs.ts';
import { findInstallation } from '../installation/find-installation.ts';

export const choosePaymentMethod = command({
  args: z.strictObject({
    integration: argument('Integration by its slug, or installation by its id.'),
  }),
  options: z.strictObject({
    method: text('id', 'Payment method, by id (default: that of the team again).'),
  }),
  examples: [
    'kontor payment-methods use lagoon --method pmt_0Vc0tmWXfUFNx3iR4TK0u99O',
    'kontor payment-methods use lagoon',
  ],
  output: paymentEndpoints.choosePaymentMethod.responses[200],
  run: async ({ args, options }, session) => {
    const { id, integration } = await findInstallation(session, args.integration);
    const { body } = await session.call(paymentEndpoints.choosePaymentMethod, {
      params: { team: await session.team(), installation: id },
      body: { paymentMethodId: options.method ?? null },
    });
    const paidWith = body.paymentMethodId ?? 'the default of the team';
    return { data: body, text: [`${integration.name} is paid with ${paidWith}.`] };
  },
});
