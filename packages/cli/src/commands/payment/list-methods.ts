import * as paymentEndpoints from '@kontor/protocol/kontor/payment';
import * as z from 'zod';
import { command } from '../../command.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { paymentMethodsOf } from './method-option.ts';

export const listPaymentMethods = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  examples: ['kontor payment-methods list'],
  output: paymentEndpoints.listPaymentMethods.responses[200],
  run: async (_input, session) => {
    const listed = await paymentMethodsOf(session);
    const { paymentMethods, isNeeded } = listed;
    const none = isNeeded
      ? 'There are no payment methods. Add one before you buy something.'
      : 'There are no payment methods, and this host needs none: pay as agreed with its operator.';
    return {
      data: listed,
      text:
        paymentMethods.length === 0
          ? [none]
          : table(
              ['NAME', 'KIND', 'GOOD UNTIL', 'DEFAULT', 'ADDED', 'ID'],
              paymentMethods.map((method) => [
                method.label,
                method.kind,
                method.expires ?? '-',
                method.isDefault ? 'yes' : 'no',
                day(method.createdAt),
                method.id,
              ]),
            ),
    };
  },
});
