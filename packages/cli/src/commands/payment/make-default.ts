import * as paymentEndpoints from '@kontor/protocol/kontor/payment';
import * as z from 'zod';
import { command } from '../../command.ts';
import { described, methodArgument } from './method-option.ts';

export const makeDefaultMethod = command({
  args: z.strictObject({ method: methodArgument }),
  options: z.strictObject({}),
  examples: ['kontor payment-methods default pmt_0Vc0tmWXfUFNx3iR4TK0u99O'],
  output: paymentEndpoints.changePaymentMethod.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(paymentEndpoints.changePaymentMethod, {
      params: { team: await session.team(), paymentMethod: args.method },
      body: { isDefault: true },
    });
    const { paymentMethod } = body;
    return { data: { paymentMethod }, text: [described(paymentMethod)] };
  },
});
