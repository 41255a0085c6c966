import { ok, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import type { EventType } from '@kontor/protocol/vocabulary';
import { mintId } from '../../ids.ts';
import type { RecordEvent } from '../../people/record-event.ts';
import type { Database } from '../../postgres/database.ts';
import { redeliveryStore } from '../../postgres/redelivery-store.ts';
import type { Sql } from '../../postgres/sql.ts';
import type { ReceiverKey } from '../../postgres/webhook-delivery-store.ts';
import { findDelivery } from '../../postgres/webhook-delivery-views.ts';
import { hurry, redeliver } from '../../postgres/webhook-redelivery.ts';
import { type Route, route, type TeamCaller } from '../route.ts';
import { addressedFor, deliveryNotFound, receiverFor } from './receiver-place.ts';

export type RedeliveryRoutesPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
};

/** Sending again what receivers were told: one delivery, or a span of time. */
export function redeliveryRoutes(ports: RedeliveryRoutesPorts): readonly Route[] {
  const { database, now } = ports;
  const { read, transact } = database;
  return [
    route(kontorEndpoints.redeliver, async ({ caller, params }) => {
      const found = await addressedFor(ports, caller, params);
      if (!found.ok) return found;
      const { key } = found.value;
      const delivery = await findDelivery(read, key, params.delivery);
      if (delivery === undefined) return deliveryNotFound(params.delivery);
      await transact(async (sql) => {
        const at = now();
        const isAgain = await redeliver(sql, key, { id: delivery.id, now: at });
        if (!isAgain) return hurry(sql, key, { subject: delivery.subject, now: at });
        const of = { delivery: delivery.id };
        await record(sql, caller, { type: 'webhook.redelivered', key, of, deliveries: 1 });
      });
      const { body: _body, tries: _tries, ...shown } = delivery;
      return ok({ status: 202, body: { delivery: { ...shown, state: 'waiting', endedAt: null } } });
    }),
    route(kontorEndpoints.redeliverMany, async ({ caller, params, body }) => {
      const found = await addressedFor(ports, caller, params);
      if (!found.ok) return found;
      const { key } = found.value;
      const begun = await transact(async (sql) => {
        const at = now();
        const id = mintId('redelivery', at);
        const redelivery = await redeliveryStore(sql, key).begin(id, body, at);
        if (redelivery !== undefined && redelivery.total > 0) {
          const deliveries = redelivery.total;
          const of = { redelivery: id };
          await record(sql, caller, { type: 'webhook.redelivered', key, of, deliveries });
        }
        return redelivery;
      });
      return begun === undefined
        ? stillRunning()
        : ok({ status: 202, body: { redelivery: begun } });
    }),
    route(kontorEndpoints.listRedeliveries, async ({ caller, params, query }) => {
      const found = await receiverFor(ports, caller, { ...params, action: 'event:read' });
      if (!found.ok) return found;
      const redeliveries = await redeliveryStore(read, found.value.key).list(query.limit);
      return ok({ status: 200, body: { redeliveries } });
    }),
    route(kontorEndpoints.getRedelivery, async ({ caller, params }) => {
      const found = await receiverFor(ports, caller, { ...params, action: 'event:read' });
      if (!found.ok) return found;
      const redelivery = await redeliveryStore(read, found.value.key).find(params.redelivery);
      return redelivery === undefined
        ? redeliveryNotFound(params.redelivery)
        : ok({ status: 200, body: { redelivery } });
    }),
    route(kontorEndpoints.stopRedelivery, async ({ caller, params }) => {
      const found = await receiverFor(ports, caller, { ...params, action: 'webhook:manage' });
      if (!found.ok) return found;
      const { key } = found.value;
      const { redelivery: id } = params;
      const redelivery = await transact(async (sql) => {
        const store = redeliveryStore(sql, key);
        if (await store.stop(id, now())) {
          const of = { redelivery: id };
          await record(sql, caller, { type: 'webhook.redelivery-stopped', key, of });
        }
        return store.find(id);
      });
      return redelivery === undefined
        ? redeliveryNotFound(id)
        : ok({ status: 202, body: { redelivery } });
    }),
  ];

  async function record(
    sql: Sql,
    { team, actor }: TeamCaller,
    event: {
      readonly type: EventType;
      readonly key: ReceiverKey;
      readonly of: Readonly<Record<string, string>>;
      readonly deliveries?: number;
    },
  ): Promise<void> {
    const { type, key, of, deliveries } = event;
    await ports.recordEvent(sql, {
      teamId: team.id,
      type,
      actor,
      subject: { receiver: key.receiverId, ...of },
      ...(deliveries !== undefined && { data: { deliveries } }),
    });
  }
}

function redeliveryNotFound(id: string) {
  return refuse('redelivery_not_found', `Nothing is sent again to this receiver as '${id}'.`);
}

function stillRunning() {
  return refuse(
    'redelivery_running',
    'A span of time is being sent again to this receiver. Wait until that has ended, or stop it.',
  );
}
