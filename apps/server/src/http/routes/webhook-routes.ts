import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import { kontorEndpoints, type WebhookReceiver } from '@kontor/protocol/kontor';
import type { Action } from '@kontor/protocol/vocabulary';
import { webhookEnvelope } from '@kontor/protocol/webhooks';
import type { RecordEvent } from '../../people/record-event.ts';
import type { Database } from '../../postgres/database.ts';
import { findDelivery, listDeliveries, listSent } from '../../postgres/webhook-delivery-views.ts';
import { hurry, type RedeliveryScope, redeliver } from '../../postgres/webhook-redelivery.ts';
import { type OwnWebhooks, ofWholeTeam } from '../../webhooks/own-webhooks.ts';
import type { PairwiseNames } from '../../webhooks/receivers.ts';
import { sendTest } from '../../webhooks/send-test.ts';
import { findReceiver, listReceivers, webhookReceiver } from '../../webhooks/team-receivers.ts';
import { type Route, route, type TeamCaller } from '../route.ts';

export type WebhookRoutesPorts = {
  readonly url: string;
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly webhooks: OwnWebhooks;
  readonly pairwise: PairwiseNames;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
};

/** What receivers were told and how it went, for the team that they belong to. */
export function webhookRoutes(ports: WebhookRoutesPorts): readonly Route[] {
  const { webhooks, now } = ports;
  const { read } = ports.database;
  return [
    route(kontorEndpoints.createWebhook, async ({ caller, body }) => {
      const made = await webhooks.create(caller, body);
      if (!made.ok) return made;
      const { webhook, secret } = made.value;
      return ok({ status: 201, body: { receiver: webhookReceiver(webhook), secret } });
    }),
    route(kontorEndpoints.deleteWebhook, async ({ caller, params }) => {
      const removed = await webhooks.remove(caller, params.webhook);
      return removed.ok ? ok({ status: 204, body: null }) : removed;
    }),
    route(kontorEndpoints.listWebhookReceivers, async ({ caller }) => {
      const allowed = ofWholeTeam(caller, 'event:read');
      if (!allowed.ok) return allowed;
      return ok({ status: 200, body: { receivers: await listReceivers(read, caller.team.id) } });
    }),
    route(kontorEndpoints.listDeliveries, async ({ caller, params, query }) => {
      const found = await receiverFor(ports, caller, { ...params, action: 'event:read' });
      if (!found.ok) return found;
      return ok({
        status: 200,
        body: { deliveries: await listDeliveries(read, found.value.key, query) },
      });
    }),
    route(kontorEndpoints.getDelivery, async ({ caller, params }) => {
      const found = await receiverFor(ports, caller, { ...params, action: 'event:read' });
      if (!found.ok) return found;
      const delivery = await findDelivery(read, found.value.key, params.delivery);
      return delivery === undefined
        ? deliveryNotFound(params.delivery)
        : ok({ status: 200, body: { delivery } });
    }),
    route(kontorEndpoints.redeliver, async ({ caller, params }) => {
      const found = await addressedFor(ports, caller, params);
      if (!found.ok) return found;
      const { key } = found.value;
      const delivery = await findDelivery(read, key, params.delivery);
      if (delivery === undefined) return deliveryNotFound(params.delivery);
      const scope = { id: delivery.id, states: ENDED };
      const count = await sendAgain(ports, caller, { ...found.value, scope });
      if (count === 0) {
        const { subject } = delivery;
        await ports.database.transact((sql) => hurry(sql, key, { subject, now: now() }));
      }
      const { body: _body, tries: _tries, ...shown } = delivery;
      return ok({ status: 202, body: { delivery: { ...shown, state: 'waiting', endedAt: null } } });
    }),
    route(kontorEndpoints.redeliverMany, async ({ caller, params, body }) => {
      const found = await addressedFor(ports, caller, params);
      if (!found.ok) return found;
      const count = await sendAgain(ports, caller, { ...found.value, scope: body });
      return ok({ status: 202, body: { count } });
    }),
    route(kontorEndpoints.sendTestWebhook, async ({ caller, params }) => {
      const found = await addressedFor(ports, caller, params);
      if (!found.ok) return found;
      const delivery = await sendTest(ports, caller, found.value.receiver);
      return ok({ status: 202, body: { delivery } });
    }),
    route(kontorEndpoints.listWebhookEvents, async ({ caller, params, query }) => {
      const found = await receiverFor(ports, caller, { ...params, action: 'event:read' });
      if (!found.ok) return found;
      const sent = await listSent(read, found.value.key, query);
      const events = sent.map(({ position, state, body }) => ({
        position,
        state,
        event: webhookEnvelope.parse(JSON.parse(body)),
      }));
      return ok({ status: 200, body: { events, next: sent.at(-1)?.position ?? query.after } });
    }),
  ];
}

const ENDED = ['delivered', 'parked', 'skipped'] as const;

type Found = {
  readonly receiver: WebhookReceiver;
  readonly key: { readonly teamId: string; readonly receiverId: string };
};

async function receiverFor(
  { database }: WebhookRoutesPorts,
  caller: TeamCaller,
  { receiver, action }: { readonly receiver: string; readonly action: Action },
): Promise<Result<Found, Refusal>> {
  const allowed = ofWholeTeam(caller, action);
  if (!allowed.ok) return allowed;
  const { id: teamId } = caller.team;
  const found = await findReceiver(database.read, teamId, receiver);
  if (!found.ok) return found;
  return ok({ receiver: found.value, key: { teamId, receiverId: found.value.id } });
}

/** To change what is sent needs somebody to send it to. */
async function addressedFor(
  ports: WebhookRoutesPorts,
  caller: TeamCaller,
  params: { readonly receiver: string },
): Promise<Result<Found, Refusal>> {
  const found = await receiverFor(ports, caller, { ...params, action: 'webhook:manage' });
  if (!found.ok || found.value.receiver.url !== null) return found;
  return refuse(
    'webhook_url_missing',
    `The integration '${params.receiver}' has no webhook URL. Set one, then send again.`,
  );
}

function sendAgain(
  { database, recordEvent, now }: WebhookRoutesPorts,
  { team, actor }: TeamCaller,
  { key, scope }: Pick<Found, 'key'> & { readonly scope: RedeliveryScope },
): Promise<number> {
  return database.transact(async (sql) => {
    const count = await redeliver(sql, key, { scope, now: now() });
    if (count > 0) {
      await recordEvent(sql, {
        teamId: team.id,
        type: 'webhook.redelivered',
        actor,
        subject: { receiver: key.receiverId, ...(scope.id && { delivery: scope.id }) },
        data: { deliveries: count },
      });
    }
    return count;
  });
}

function deliveryNotFound(id: string) {
  return refuse('delivery_not_found', `There is no delivery '${id}' to this receiver.`);
}
