import type { Redelivery } from '@kontor/protocol/kontor';
import * as webhookEndpoints from '@kontor/protocol/kontor/webhook';
import * as z from 'zod';
import { command } from '../../command.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { placeOf, receiverArgument } from './receivers.ts';

export const listRedeliveries = command({
  args: z.strictObject({ ...receiverArgument }),
  options: z.strictObject({}),
  examples: ['kontor webhooks redeliveries lagoon', 'kontor webhooks redeliveries hook_… --json'],
  output: webhookEndpoints.listRedeliveries.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(webhookEndpoints.listRedeliveries, {
      params: await placeOf(session, args.receiver),
      query: {},
    });
    const { redeliveries } = body;
    return {
      data: { redeliveries },
      text:
        redeliveries.length === 0
          ? ['No span of time was sent again.']
          : table(
              ['AT', 'STATUS', 'OF', 'DELIVERED', 'PARKED', 'SENDING', 'ID'],
              redeliveries.map(rowOf),
            ),
    };
  },
});

function rowOf(one: Redelivery): readonly string[] {
  return [
    second(one.createdAt),
    one.status,
    ...[one.total, one.delivered, one.parked, one.sending].map(String),
    one.id,
  ];
}
