import { kontorEndpoints } from '@kontor/protocol/kontor';
import * as z from 'zod';
import { command } from '../../command.ts';
import { steps } from '../../next/steps.ts';
import { placeOf, receiverArgument } from './receivers.ts';

export const testWebhook = command({
  args: z.strictObject({ ...receiverArgument }),
  options: z.strictObject({}),
  details: 'What is sent is of the type test-webhook, signed as everything else.',
  examples: ['kontor webhooks test lagoon', 'kontor webhooks test hook_… --json'],
  output: kontorEndpoints.sendTestWebhook.responses[202],
  run: async ({ args }, session) => {
    const params = await placeOf(session, args.receiver);
    const { body } = await session.call(kontorEndpoints.sendTestWebhook, { params });
    const { id } = body.delivery;
    return {
      data: body,
      text: [`Sent ${id}.`],
      next: [steps.showDelivery(args.receiver, id)],
    };
  },
});
