import type { Delivery, WebhookReceiver } from '@kontor/protocol/kontor';
import { deliveryId, type InstallationKind } from '@kontor/protocol/vocabulary';
import type { TeamCaller } from '../http/route.ts';
import type { Database } from '../postgres/database.ts';
import { enqueueDeliveries } from '../postgres/webhook-delivery-store.ts';
import { writeDelivery } from './delivery.ts';
import { namesFor, ownNames, type PairwiseNames } from './receivers.ts';

export type SendTestPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly pairwise: PairwiseNames;
  readonly url: string;
  readonly now: () => Date;
};

/** Sends a receiver `test-webhook`, whatever else it asks for: signed, kept and repeated as anything else. */
export async function sendTest(
  { database, pairwise, url, now }: SendTestPorts,
  { team, person }: TeamCaller,
  receiver: WebhookReceiver,
): Promise<Delivery> {
  const names =
    receiver.kind === 'integration'
      ? namesFor(pairwise, receiver.id, await kindOf(database, receiver.id))
      : ownNames;
  const audience = {
    hostUrl: url,
    team: { id: names.team(team.id) },
    user: person && { id: names.user(person.userId) },
    idOf: names.user,
    installations: [],
  };
  const at = now();
  const delivery = writeDelivery(
    { at },
    { type: 'test-webhook', subject: 'test', payload: () => audience },
    { teamId: team.id, receiverId: receiver.id, isAddressed: true, audience },
  );
  const [position = 0] = await database.transact((sql) => enqueueDeliveries(sql, [delivery], at));
  return {
    id: deliveryId.parse(delivery.id),
    position,
    type: delivery.type,
    subject: delivery.subject,
    state: 'waiting',
    attempts: 0,
    createdAt: at.toISOString(),
    endedAt: null,
  };
}

/** How an integration knows teams: by ids for it alone, unless it only ever links accounts. */
async function kindOf(
  { read }: Pick<Database, 'read'>,
  integrationId: string,
): Promise<InstallationKind> {
  const [row] = await read<{ kinds: InstallationKind[] }>(
    'select kinds from integration where integration_id = $1',
    [integrationId],
  );
  return row?.kinds.includes('native') === false ? 'connectable' : 'native';
}
