import {
  deleteResource,
  getResource,
  type ProvisionedResource,
  provisionResource,
} from '@kontor/protocol/partner';
import { onTestFinished } from 'vitest';
import {
  createProviderClient,
  type ProviderClientPorts,
} from '../../src/partner-api/provider-client.ts';
import type { RecordedCall } from '../../src/partner-api/recorded-call.ts';

export const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
export const token = 'signed.token.of-the-host';
export const installationId = 'icfg_000000000000000000000001';
export const noon = new Date('2026-05-01T12:00:00.000Z');

/** What a provider answers to provisioning, as JSON. */
export const database = {
  id: 'db_1',
  productId: 'postgres',
  name: 'orders',
  metadata: { region: 'fra1' },
  status: 'ready',
  billingPlan: { id: 'pro', type: 'subscription', name: 'Pro', description: 'For work' },
  secrets: [{ name: 'DATABASE_URL', value: 'postgres://orders:word@db.example/orders' }],
} as const;

/** What is read from it. */
export const readDatabase: Partial<ProvisionedResource> = {
  name: 'orders',
  status: 'ready',
  secrets: [{ name: 'DATABASE_URL', value: 'postgres://orders:word@db.example/orders' }],
};

/** A client of providers on this machine, what it has recorded, and what it complained about. */
export function clientWith(ports: Partial<ProviderClientPorts> = {}) {
  const records: RecordedCall[] = [];
  const warnings: string[] = [];
  const client = createProviderClient({
    allowPrivateAddresses: true,
    record: (call) => void records.push(call),
    now: () => noon,
    log: { warn: (_facts, message) => void warnings.push(message) },
    ...ports,
  });
  onTestFinished(() => client.close());
  return { client, records, warnings };
}

type Client = ReturnType<typeof clientWith>['client'];
type Extras = {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly attempt?: number;
  readonly integrationId?: string;
};

/** The three calls most tests make: one that creates, one that reads, one that removes. */
export function callsOf(
  client: Client,
  baseUrl: string,
  { integrationId, ...extras }: Extras = {},
) {
  const facts = {
    integration: { id: integrationId ?? 'oac_1', baseUrl },
    token,
    traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    ...extras,
  };
  return {
    facts,
    provision: (metadata: Readonly<Record<string, string | number>> = {}) =>
      client.call(provisionResource, {
        ...facts,
        params: { installationId },
        callerKind: 'user',
        idempotencyKey: 'op_1',
        body: { productId: 'postgres', name: 'orders', metadata, billingPlanId: 'pro' },
      }),
    read: (resourceId = 'db_1') =>
      client.call(getResource, {
        ...facts,
        params: { installationId, resourceId },
        callerKind: 'system',
      }),
    remove: (resourceId = 'db_1') =>
      client.call(deleteResource, {
        ...facts,
        params: { installationId, resourceId },
        callerKind: 'system',
        idempotencyKey: 'op_2',
      }),
  };
}
