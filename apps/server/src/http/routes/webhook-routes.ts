import { ok } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { webhookEnvelope } from '@kontor/protocol/webhooks';
import { findDelivery, listDeliveries, listSent } from '../../postgres/webhook-delivery-views.ts';
import { type OwnWebhooks, ofWholeTeam } from '../../webhooks/own-webhooks.ts';
import type { PairwiseNames } from '../../webhooks/receivers.ts';
import { sendTest } from '../../webhooks/send-test.ts';
import { listReceivers, webhookReceiver } from '../../webhooks/team-receivers.ts';
import { type Route, route } from '../route.ts';
import { addressedFor, deliveryNotFound, receiverFor } from './receiver-place.ts';
import { type RedeliveryRoutesPorts, redeliveryRoutes } from './redelivery-routes.ts';

export type WebhookRoutesPorts = RedeliveryRoutesPorts & {
  readonly url: string;
  readonly webhooks: OwnWebhooks;
  readonly pairwise: PairwiseNames;
};

/** What receivers were told and how it went, for the team that they belong to. */
export function webhookRoutes(ports: WebhookRoutesPorts): readonly Route[] {
  const { webhooks } = ports;
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
    ...redeliveryRoutes(ports),
    route(kontorEndpoints.sendTestWebhook, async ({ caller, params, body }) => {
      const found = await addressedFor(ports, caller, params);
      if (!found.ok) return found;
      const sent = await sendTest(ports, caller, { receiver: found.value.receiver, ...body });
      return sent.ok ? ok({ status: 202, body: { delivery: sent.value } }) : sent;
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
