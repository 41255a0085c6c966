import * as webhookEndpoints from '@kontor/protocol/kontor/webhook';
import * as z from 'zod';
import { command } from '../../command.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { placeOf, receiverArgument } from './receivers.ts';

const { after, limit } = webhookEndpoints.listWebhookEvents.query.shape;

export const listWebhookEvents = command({
  args: z.strictObject({ ...receiverArgument }),
  options: z.strictObject({
    after: after.meta({
      description: 'Only what came after this number (default: 0).',
      placeholder: 'number',
    }),
    limit: limit.meta({ description: 'How many, up to 500 (default: 100).', placeholder: 'count' }),
  }),
  details:
    'Everything that the receiver was sent, or would have been had it listened, in order. With --json, the whole webhooks and the number to go on after.',
  examples: ['kontor webhooks events lagoon', 'kontor webhooks events lagoon --after 120 --json'],
  output: webhookEndpoints.listWebhookEvents.responses[200],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(webhookEndpoints.listWebhookEvents, {
      params: await placeOf(session, args.receiver),
      query: options,
    });
    return {
      data: body,
      text:
        body.events.length === 0
          ? ['There is nothing after that.']
          : table(
              ['NO', 'AT', 'TYPE', 'STATE', 'ID'],
              body.events.map(({ position, state, event }) => [
                String(position),
                second(new Date(event.createdAt).toISOString()),
                event.type,
                state,
                event.id,
              ]),
            ),
    };
  },
});
