import { type WebhookEnvelope, webhookEnvelope, webhookPayloads } from '@kontor/protocol/webhooks';
import { mintId } from '../ids.ts';
import type { NewDelivery } from '../postgres/webhook-delivery-store.ts';
import type { LoggedEvent, Message } from './message.ts';
import type { Receiver } from './receivers.ts';

/**
 * Writes a message down as the bytes that its receiver gets in every attempt. What the payload's schema
 * does not state does not go out.
 *
 * @see spec/webhooks.md — WHK-8
 */
export function writeDelivery(
  { at }: Pick<LoggedEvent, 'at'>,
  { type, subject, payload }: Pick<Message, 'type' | 'subject' | 'payload'>,
  { teamId, receiverId, isAddressed, audience }: Receiver,
): NewDelivery {
  const id = mintId('delivery', at);
  const envelope: WebhookEnvelope = webhookEnvelope.parse({
    id,
    type,
    createdAt: at.getTime(),
    region: null,
    payload: webhookPayloads[type].parse(payload(audience)),
  });
  const body = JSON.stringify(envelope);
  return { teamId, receiverId, id, type, subject, body, at, isAddressed };
}
