import * as webhookEndpoints from '@kontor/protocol/kontor/webhook';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { oneOf } from '../../names/one-of.ts';
import { receiversOf } from './receivers.ts';

export const deleteWebhook = command({
  args: z.strictObject({ webhook: argument('Webhook, by id.') }),
  options: z.strictObject({}),
  examples: ['kontor webhooks delete hook_…', 'kontor webhooks delete hook_… --yes'],
  output: z.object({
    deleted: webhookEndpoints.listWebhookReceivers.responses[200].shape.receivers.element,
  }),
  run: async ({ args }, session) => {
    const own = (await receiversOf(session)).filter(({ kind }) => kind === 'webhook');
    const webhook = oneOf(args.webhook, own, {
      noun: 'webhook',
      names: ({ id }) => [id],
      tell: ({ id }) => id,
    });
    await session.ask.toConfirm({
      message: `Delete ${webhook.id}? What waits for ${webhook.url} is not sent any more.`,
    });
    await session.call(webhookEndpoints.deleteWebhook, {
      params: { team: await session.team(), webhook: webhook.id },
    });
    return { data: { deleted: webhook }, text: [`Deleted ${webhook.id}.`] };
  },
});
