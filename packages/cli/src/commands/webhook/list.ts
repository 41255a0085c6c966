import type { WebhookReceiver } from '@kontor/protocol/kontor';
import * as webhookEndpoints from '@kontor/protocol/kontor/webhook';
import * as z from 'zod';
import { command } from '../../command.ts';
import { table } from '../../output/table.ts';
import { receiversOf } from './receivers.ts';

export const listWebhooks = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details: 'An integration without an address is sent nothing; what it would be sent is kept.',
  examples: ['kontor webhooks list', 'kontor webhooks list --json'],
  output: webhookEndpoints.listWebhookReceivers.responses[200],
  run: async (_, session) => {
    const receivers = await receiversOf(session);
    return {
      data: { receivers },
      text:
        receivers.length === 0
          ? ['There are no webhooks, and the team publishes no integration.']
          : table(
              ['RECEIVER', 'ADDRESS', 'EVENTS', 'WAITING', 'PARKED'],
              receivers.map((receiver) => [
                receiver.name ?? receiver.id,
                receiver.url ?? 'none',
                eventsOf(receiver),
                String(receiver.waiting),
                String(receiver.parked),
              ]),
            ),
    };
  },
});

function eventsOf({ events, projectIds }: WebhookReceiver): string {
  const types = events === null ? 'all of the integration' : events.join(', ');
  return projectIds === null ? types : `${types} (of ${projectIds.length} projects)`;
}
