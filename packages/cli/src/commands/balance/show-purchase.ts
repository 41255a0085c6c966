import * as purchaseEndpoints from '@kontor/protocol/kontor/purchase';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { facts } from '../../output/table.ts';

export const showPurchase = command({
  args: z.strictObject({ invoice: argument('Invoice of the purchase, by id.') }),
  options: z.strictObject({}),
  examples: ['kontor balance purchase inv_0Vc0tmWXfUFNx3iR4TK0u99O'],
  output: purchaseEndpoints.getPurchase.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(purchaseEndpoints.getPurchase, {
      params: { team: await session.team(), invoice: args.invoice },
    });
    const { amount, state, invoiceState, origin, updatedAt } = body.purchase;
    return {
      data: body,
      text: facts([
        ['amount', `$${amount}`],
        ['state', state],
        ['invoice', invoiceState],
        ['bought by', origin],
        ['as of', second(updatedAt)],
      ]),
    };
  },
});
