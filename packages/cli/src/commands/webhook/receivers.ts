import type { WebhookReceiver } from '@kontor/protocol/kontor';
import * as webhookEndpoints from '@kontor/protocol/kontor/webhook';
import { argument } from '../../inputs.ts';
import { oneOf } from '../../names/one-of.ts';
import type { Session } from '../../session.ts';

/** Of most commands about webhooks: whose deliveries. */
export const receiverArgument = {
  receiver: argument('Integration, by slug or id, or webhook, by id.'),
};

export async function receiversOf({ call, team }: Session): Promise<readonly WebhookReceiver[]> {
  const { body } = await call(webhookEndpoints.listWebhookReceivers, {
    params: { team: await team() },
  });
  return body.receivers;
}

/** The parameters of calls about the receiver that is meant. */
export async function placeOf(session: Session, named: string) {
  const { id: receiver } = await receiverNamed(session, named);
  return { team: await session.team(), receiver };
}

export async function receiverNamed(session: Session, named: string): Promise<WebhookReceiver> {
  return oneOf(named, await receiversOf(session), {
    noun: 'receiver',
    names: ({ id, name }) => [name ?? id, id],
    tell: ({ id, name }) => (name === null ? id : `${id} (${name})`),
  });
}
