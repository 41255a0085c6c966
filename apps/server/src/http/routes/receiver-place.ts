import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { WebhookReceiver } from '@kontor/protocol/kontor';
import type { Action } from '@kontor/protocol/vocabulary';
import type { Database } from '../../postgres/database.ts';
import type { ReceiverKey } from '../../postgres/webhook-delivery-store.ts';
import { ofWholeTeam } from '../../webhooks/own-webhooks.ts';
import { findReceiver } from '../../webhooks/team-receivers.ts';
import type { TeamCaller } from '../route.ts';

type Ports = { readonly database: Pick<Database, 'read'> };

/** The receiver that an address names, and where its rows are. */
export type ReceiverPlace = { readonly receiver: WebhookReceiver; readonly key: ReceiverKey };

export async function receiverFor(
  { database }: Ports,
  caller: TeamCaller,
  { receiver, action }: { readonly receiver: string; readonly action: Action },
): Promise<Result<ReceiverPlace, Refusal>> {
  const allowed = ofWholeTeam(caller, action);
  if (!allowed.ok) return allowed;
  const { id: teamId } = caller.team;
  const found = await findReceiver(database.read, teamId, receiver);
  if (!found.ok) return found;
  return ok({ receiver: found.value, key: { teamId, receiverId: found.value.id } });
}

/** To change what is sent needs somebody to send it to. */
export async function addressedFor(
  ports: Ports,
  caller: TeamCaller,
  params: { readonly receiver: string },
): Promise<Result<ReceiverPlace, Refusal>> {
  const found = await receiverFor(ports, caller, { ...params, action: 'webhook:manage' });
  if (!found.ok || found.value.receiver.url !== null) return found;
  return refuse(
    'webhook_url_missing',
    `The integration '${params.receiver}' has no webhook URL. Set one, then send again.`,
  );
}

export function deliveryNotFound(id: string) {
  return refuse('delivery_not_found', `There is no delivery '${id}' to this receiver.`);
}
