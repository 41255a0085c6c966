import * as webhookEndpoints from '@kontor/protocol/kontor/webhook';
import * as z from 'zod';
import { command } from '../../command.ts';
import { text } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { readTime } from '../../output/read-time.ts';
import { table } from '../../output/table.ts';
import { placeOf, receiverArgument } from './receivers.ts';

const { state, before, limit } = webhookEndpoints.listDeliveries.query.shape;

export const listDeliveries = command({
  args: z.strictObject({ ...receiverArgument }),
  options: z.strictObject({
    state: state.meta({
      description: 'Only those that are so.',
      placeholder: state.unwrap().options.join('|'),
    }),
    type: text('type', 'Only webhooks of this type, such as project.created.'),
    from: text('time', 'Only what happened from then on, such as 2027-01-31 or 2027-01-31T12:00Z.'),
    until: text('time', 'Only what happened before.'),
    before: before.meta({ description: 'Only positions below this one.', placeholder: 'number' }),
    limit: limit.meta({ description: 'How many, up to 500 (default: 50).', placeholder: 'count' }),
  }),
  examples: [
    'kontor webhooks deliveries lagoon',
    'kontor webhooks deliveries hook_… --state parked --json',
  ],
  output: webhookEndpoints.listDeliveries.responses[200],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(webhookEndpoints.listDeliveries, {
      params: await placeOf(session, args.receiver),
      query: { ...options, ...readTime('from', options.from), ...readTime('until', options.until) },
    });
    const { deliveries } = body;
    return {
      data: { deliveries },
      text:
        deliveries.length === 0
          ? ['There are no deliveries.']
          : table(
              ['NO', 'AT', 'TYPE', 'STATE', 'ATTEMPTS', 'DELIVERY'],
              deliveries.map((delivery) => [
                String(delivery.position),
                second(delivery.createdAt),
                delivery.type,
                delivery.state,
                String(delivery.attempts),
                delivery.id,
              ]),
            ),
    };
  },
});
