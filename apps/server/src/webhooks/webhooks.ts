import type { Dispatcher } from 'undici';
import { every, type Repeating } from '../jobs/every.ts';
import { permittedAddresses } from '../partner-api/address-guard.ts';
import type { ResolveName } from '../partner-api/dial.ts';
import { createGuardedAgent } from '../partner-api/guarded-agent.ts';
import type { Database } from '../postgres/database.ts';
import { createWebhookQueue } from '../postgres/webhook-queue.ts';
import type { Tracing } from '../tracing/tracing.ts';
import type { Vault } from '../vault/vault.ts';
import { createAddresses } from './addresses.ts';
import { advanceRedeliveries } from './advance-redeliveries.ts';
import { callBack } from './call-back.ts';
import { webhookMappings } from './events/index.ts';
import { emptyOutbox } from './outbox.ts';
import type { PairwiseNames } from './receivers.ts';
import { createDeliveryWorker, type DeliveryLimits } from './worker.ts';

export type WebhooksPorts = {
  readonly database: Database;
  readonly vault: Vault;
  readonly pairwise: PairwiseNames;
  /** The host's public address. */
  readonly url: string;
  readonly allowPrivateAddresses: boolean;
  readonly now: () => Date;
  readonly onError: (error: unknown) => void;
  /** How long what a process is sending belongs to it when it shows no sign of life. */
  readonly leaseMs: number;
  readonly limits?: Partial<DeliveryLimits>;
  readonly resolve?: ResolveName;
  readonly tracing: Tracing;
};

export type Webhooks = {
  /** Begins to make webhooks of events and to send them. Several processes may do it at once. */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** What messages are sent with, for whoever tries an address. */
  readonly dispatcher: Dispatcher;
};

const CONNECT_TIMEOUT_MS = 5_000;
const defaultLimits: DeliveryLimits = {
  timeoutMs: 30_000,
  parallel: 64,
  parallelPerReceiver: 8,
  beside: 960,
  stopWithinMs: 2_000,
};
const POLL_MS = 500;

/** Tells receivers by webhook what happens: from the event log, through the outbox, over the wire. */
export function createWebhooks(ports: WebhooksPorts): Webhooks {
  const { database, vault, now, onError, allowPrivateAddresses, resolve, leaseMs } = ports;
  const { read } = database;
  const limits = { ...defaultLimits, ...ports.limits };
  const dispatcher = createGuardedAgent({
    permits: permittedAddresses({ allowPrivateAddresses }),
    timeoutMs: CONNECT_TIMEOUT_MS,
    ...(resolve && { resolve }),
  });
  const worker = createDeliveryWorker({
    queue: createWebhookQueue({ database, now, leaseMs }),
    leaseMs,
    addressesOf: createAddresses({ read, vault }),
    dispatcher,
    allowPrivateAddresses,
    limits,
    now,
    onError,
    tracing: ports.tracing,
  });
  const outbox = { ...ports, read, mappings: webhookMappings };
  const stopping = new AbortController();
  let jobs: readonly Repeating[] = [];
  return {
    dispatcher,
    start: () => {
      const work = async () => {
        await emptyOutbox(outbox, stopping.signal);
        await advanceRedeliveries(ports, stopping.signal);
        await worker.runDue();
      };
      const calling = { ...ports, dispatcher, timeoutMs: limits.timeoutMs };
      jobs = [
        every(POLL_MS, work, onError),
        every(POLL_MS, () => callBack(calling, stopping.signal), onError),
      ];
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(jobs.map((job) => job.stop()));
      await worker.stop();
      await dispatcher.close();
    },
  };
}
