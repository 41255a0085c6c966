import * as webhookEndpoints from '@kontor/protocol/kontor/webhook';
import * as z from 'zod';
import { command } from '../../command.ts';
import { optionalArgument } from '../../inputs.ts';
import { placeOf, receiverArgument } from './receivers.ts';

export const stopRedelivery = command({
  args: z.strictObject({
    ...receiverArgument,
    redelivery: optionalArgument('Which, by id; without one, what goes on.'),
  }),
  options: z.strictObject({}),
  details: 'What is not on its way yet stays as it was before.',
  examples: [
    'kontor webhooks stop-redelivery lagoon',
    'kontor webhooks stop-redelivery hook_… rdl_… --json',
  ],
  output: z.object({
    redelivery: webhookEndpoints.stopRedelivery.responses[202].shape.redelivery.nullable(),
  }),
  run: async ({ args }, session) => {
    const params = await placeOf(session, args.receiver);
    const { body: newest } = await session.call(webhookEndpoints.listRedeliveries, {
      params,
      query: { limit: 1 },
    });
    const redelivery = args.redelivery ?? newest.redeliveries[0]?.id;
    if (redelivery === undefined) {
      return { data: { redelivery: null }, text: ['No span of time is sent again.'] };
    }
    const { body } = await session.call(webhookEndpoints.stopRedelivery, {
      params: { ...params, redelivery },
    });
    const { id, endedAt, status } = body.redelivery;
    return {
      data: body,
      text: [endedAt === null ? `${id} is being stopped.` : `${id} has ended: ${status}.`],
    };
  },
});
