import type { TriedDelivery } from '@kontor/protocol/kontor';
import * as webhookEndpoints from '@kontor/protocol/kontor/webhook';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { facts, table } from '../../output/table.ts';
import { placeOf, receiverArgument } from './receivers.ts';

export const showDelivery = command({
  args: z.strictObject({ ...receiverArgument, delivery: argument('Delivery, by id.') }),
  options: z.strictObject({}),
  examples: ['kontor webhooks show lagoon dlv_…', 'kontor webhooks show hook_… dlv_… --json'],
  output: webhookEndpoints.getDelivery.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(webhookEndpoints.getDelivery, {
      params: { ...(await placeOf(session, args.receiver)), delivery: args.delivery },
    });
    const { delivery } = body;
    return { data: { delivery }, text: [...about(delivery), '', ...triesOf(delivery)] };
  },
});

function about({ id, type, state, subject, createdAt, endedAt, body }: TriedDelivery) {
  return facts([
    ['Delivery', id],
    ['Type', type],
    ['State', state],
    ['Subject', subject],
    ['Happened', second(createdAt)],
    ['Ended', endedAt === null ? 'not yet' : second(endedAt)],
    ['Body', JSON.stringify(body)],
  ]);
}

function triesOf({ tries }: TriedDelivery) {
  if (tries.length === 0) return ['It was not sent yet.'];
  return table(
    ['TRY', 'AT', 'OUTCOME', 'STATUS', 'TOOK', 'MESSAGE'],
    tries.map((attempt) => [
      String(attempt.attempt),
      second(attempt.at),
      attempt.outcome,
      attempt.status === null ? '' : String(attempt.status),
      attempt.durationMs === null ? '' : `${attempt.durationMs} ms`,
      attempt.message ?? '',
    ]),
  );
}
