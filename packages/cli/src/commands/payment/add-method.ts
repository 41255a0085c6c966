import * as paymentEndpoints from '@kontor/protocol/kontor/payment';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { described } from './method-option.ts';

export const addPaymentMethod = command({
  args: z.strictObject({
    token: argument('What the payment back end calls it, such as pm_… of Stripe.'),
  }),
  options: z.strictObject({}),
  details:
    'Numbers of cards never go through the host: the form of the payment back end takes them and gives a token.',
  examples: ['kontor payment-methods add pm_1Q0PsIJvEtkwdCNYMSaVuRz6'],
  output: paymentEndpoints.addPaymentMethod.responses[201],
  run: async ({ args }, session) => {
    const { body } = await session.call(paymentEndpoints.addPaymentMethod, {
      params: { team: await session.team() },
      body: { token: args.token },
    });
    const { paymentMethod } = body;
    return {
      data: { paymentMethod },
      text: [`Added ${described(paymentMethod)}: ${paymentMethod.id}`],
    };
  },
});
