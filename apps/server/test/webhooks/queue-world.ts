import { randomUUID } from 'node:crypto';
import { beforeEach } from 'vitest';
import { enqueueDeliveries, type NewDelivery } from '../../src/postgres/webhook-delivery-store.ts';
import { type AttemptRecord, createWebhookQueue } from '../../src/postgres/webhook-queue.ts';
import { useDatabase } from '../vault/test-database.ts';

export const noon = new Date('2026-01-01T12:00:00Z');
export const teamId = 'team_a';
export const accepted: AttemptRecord = {
  at: noon,
  outcome: 'accepted',
  status: 204,
  message: null,
  durationMs: 5,
  responseBody: null,
};
export const roomy = { total: 100, perReceiver: 100, active: new Map<string, number>() };

/** A delivery to `hook_1` about a subject, unless it says something else. */
export function delivery(subject: string, more: Partial<NewDelivery> = {}): NewDelivery {
  const id = `dlv_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
  const base = { teamId, receiverId: 'hook_1', type: 'test-webhook', body: '{}', at: noon };
  return { ...base, id, subject, isAddressed: true, ...more };
}

/** A queue in a database of its own, empty before each test. */
export function useQueue() {
  const held = useDatabase();
  beforeEach(() =>
    held.database.read(
      'truncate webhook_line, webhook_delivery, webhook_attempt, webhook_receiver',
    ),
  );
  return {
    held,
    /** The queue as one process uses it. */
    process: ({ now = noon, leaseMs = 60_000 } = {}) =>
      createWebhookQueue({ database: held.database, now: () => now, leaseMs }),
    enqueue: (...deliveries: NewDelivery[]) =>
      held.database.transact((sql) => enqueueDeliveries(sql, deliveries, noon)),
  };
}
