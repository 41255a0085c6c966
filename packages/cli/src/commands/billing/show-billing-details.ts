import * as billingDetailsEndpoints from '@kontor/protocol/kontor/billing-details';
import * as z from 'zod';
import { command } from '../../command.ts';
import { billingDetailsLines } from './billing-details-lines.ts';

export const showBillingDetails = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  examples: ['kontor billing show'],
  output: billingDetailsEndpoints.getBillingDetails.responses[200],
  run: async (_input, session) => {
    const { body } = await session.call(billingDetailsEndpoints.getBillingDetails, {
      params: { team: await session.team() },
    });
    return { data: body, text: billingDetailsLines(body.billingDetails) };
  },
});
