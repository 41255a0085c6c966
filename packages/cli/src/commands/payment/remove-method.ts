import * as paymentEndpoints from '@kontor/protocol/kontor/payment';
import * as z from 'zod';
import { command } from '../../command.ts';
import { methodArgument } from './method-option.ts';

export const removePaymentMethod = command({
  args: z.strictObject({ method: methodArgument }),
  options: z.strictObject({}),
  details: 'One that pays for something that costs money stays until another one does.',
  examples: ['kontor payment-methods remove pmt_0Vc0tmWXfUFNx3iR4TK0u99O'],
  output: z.object({ removed: z.string() }),
  run: async ({ args }, session) => {
    await session.call(paymentEndpoints.removePaymentMethod, {
      params: { team: await session.team(), paymentMethod: args.method },
    });
    return { data: { removed: args.method }, text: [`Removed ${args.method}.`] };
  },
});
