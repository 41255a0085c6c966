import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { Delivery, WebhookReceiver } from '@kontor/protocol/kontor';
import { deliveryId, type InstallationKind } from '@kontor/protocol/vocabulary';
import { type SentWebhookType, webhookPayloads } from '@kontor/protocol/webhooks';
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

export type Test = {
  readonly receiver: WebhookReceiver;
  readonly type: SentWebhookType;
  readonly payload: Readonly<Record<string, unknown>>;
};

/**
 * Sends a receiver a webhook of any type, whatever else it asks for: signed, kept and repeated as
 * anything else. Whoever may send it holds the secret that signs it, so it proves nothing that they
 * could not say themselves. A payload that its type does not have is refused.
 */
export async function sendTest(
  { database, pairwise, url, now }: SendTestPorts,
  { team, person }: TeamCaller,
  { receiver, type, payload }: Test,
): Promise<Result<Delivery, Refusal>> {
  const about = await placeOf(database, receiver, { team: team.id, named: payload.installationId });
  const names =
    receiver.kind === 'integration' ? namesFor(pairwise, receiver.id, about.kind) : ownNames;
  const audience = {
    hostUrl: url,
    team: { id: names.team(about.teamId) },
    user: person && { id: names.user(person.userId) },
    idOf: names.user,
    installations: [],
  };
  const whole = { team: audience.team, user: audience.user, ...payload };
  const flaws = webhookPayloads[type].safeParse(whole).error?.issues ?? [];
  if (flaws.length > 0) return wrongPayload(type, flaws);
  const at = now();
  const delivery = writeDelivery(
    { at },
    { type, subject: 'test', payload: () => whole },
    { teamId: team.id, receiverId: receiver.id, isAddressed: true, audience },
  );
  const [position = 0] = await database.transact((sql) => enqueueDeliveries(sql, [delivery], at));
  return ok({
    id: deliveryId.parse(delivery.id),
    position,
    type: delivery.type,
    subject: delivery.subject,
    state: 'waiting',
    attempts: 0,
    createdAt: at.toISOString(),
    endedAt: null,
  });
}

type Place = { readonly teamId: string; readonly kind: InstallationKind };

/**
 * The team that a test speaks of: that of the installation it names, where that is the receiver's, else
 * the one that sends it. An integration knows teams by ids for it alone, unless it only ever links accounts.
 */
async function placeOf(
  { read }: Pick<Database, 'read'>,
  { id, kind }: WebhookReceiver,
  { team, named }: { readonly team: string; readonly named: unknown },
): Promise<Place> {
  if (kind !== 'integration') return { teamId: team, kind: 'native' };
  const [row] = await read<{ team_id: string | null; kind: InstallationKind }>(
    `select r.team_id, coalesce(i.kind, case when 'native' = any(g.kinds) then 'native' else 'connectable' end) as kind
     from integration g
     left join installation_route r on r.integration_id = g.integration_id and r.installation_id = $2
     left join installation i on i.team_id = r.team_id and i.installation_id = r.installation_id
     where g.integration_id = $1`,
    [id, typeof named === 'string' ? named : null],
  );
  return { teamId: row?.team_id ?? team, kind: row?.kind ?? 'native' };
}

type Flaw = { readonly path: readonly PropertyKey[]; readonly message: string };

function wrongPayload(type: SentWebhookType, flaws: readonly Flaw[]) {
  const fields = flaws.map(({ path, message }) => ({
    key: ['payload', ...path.map(String)].join('.'),
    message,
  }));
  const [first] = fields;
  return refuse(
    'invalid_request',
    `This is no payload of ${type}. ${first?.key}: ${first?.message}`,
    { fields },
  );
}
