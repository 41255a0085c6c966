import { type AttemptOutcome, decideDelivery } from '@kontor/core';
import type {
  AfterAttempt,
  AttemptRecord,
  ClaimedDelivery,
  WebhookQueue,
} from '../postgres/webhook-queue.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { type ReceiverAddress, type SendOptions, sendDelivery } from './send.ts';

export type WorkerPorts = Omit<SendOptions, 'signal' | 'timeoutMs'> & {
  readonly queue: WebhookQueue;
  /** Where a receiver listens now; undefined when it is gone or has no address. */
  readonly addressOf: (receiver: ClaimedDelivery) => Promise<ReceiverAddress | undefined>;
  readonly limits: DeliveryLimits;
  /** How long a lease lasts that is not renewed, in milliseconds. */
  readonly leaseMs: number;
  readonly onError: (error: unknown) => void;
  readonly tracing: Tracing;
};

export type DeliveryLimits = {
  /** For the whole of an attempt, in milliseconds. */
  readonly timeoutMs: number;
  /** Attempts of one process at a time, to all receivers and to one. */
  readonly parallel: number;
  readonly parallelPerReceiver: number;
  /** How long attempts may go on when the process is to end, in milliseconds. */
  readonly stopWithinMs: number;
};

export type DeliveryWorker = {
  /** Begins what is due and fits; what ends makes room for more by itself. */
  readonly runDue: () => Promise<void>;
  /** Begins no more, and lets the attempts that run end within a moment; the others are repeated later. */
  readonly stop: () => Promise<void>;
};

/** Sends what is due. One receiver never takes more than its part of what the process can do. */
export function createDeliveryWorker(ports: WorkerPorts): DeliveryWorker {
  const { queue, limits, onError } = ports;
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const active = new Map<string, number>();
  const leases = new Map<string, number>();
  let claiming: Promise<void> = Promise.resolve();
  let isStopped = false;

  const renewal = setInterval(() => {
    if (leases.size > 0) queue.renew([...leases.keys()]).catch(onError);
  }, ports.leaseMs / 3);
  renewal.unref();

  /** Claims follow one another, so that together they never take more than there is room for. */
  function runDue(): Promise<void> {
    claiming = claiming.catch(() => undefined).then(claim);
    return claiming;
  }

  async function claim(): Promise<void> {
    const total = limits.parallel - running.size;
    if (isStopped || total <= 0) return;
    const due = await queue.claim({ total, perReceiver: limits.parallelPerReceiver, active });
    for (const claimed of due) begin(claimed);
  }

  function begin(claimed: ClaimedDelivery): void {
    const { receiverId, lease } = claimed;
    count(active, receiverId, 1);
    count(leases, lease, 1);
    const attempt = traced(ports, claimed, stopping.signal)
      .catch(onError)
      .finally(() => {
        running.delete(attempt);
        count(active, receiverId, -1);
        count(leases, lease, -1);
        if (!isStopped) runDue().catch(onError);
      });
    running.add(attempt);
  }

  return {
    runDue,
    stop: async () => {
      isStopped = true;
      await claiming.catch(() => undefined);
      const patience = setTimeout(() => stopping.abort(), limits.stopWithinMs);
      while (running.size > 0) await Promise.allSettled(running);
      clearTimeout(patience);
      clearInterval(renewal);
    },
  };
}

function count(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const next = (counts.get(key) ?? 0) + by;
  if (next > 0) counts.set(key, next);
  else counts.delete(key);
}

function traced(ports: WorkerPorts, claimed: ClaimedDelivery, signal: AbortSignal): Promise<void> {
  const attributes = {
    'kontor.delivery_id': claimed.deliveryId,
    'kontor.attempt': claimed.attempt,
  };
  return ports.tracing.within(
    { name: 'webhook delivery', kind: 'client', attributes },
    async (span) => {
      const { outcome, status } = await deliver(ports, claimed, signal);
      span?.note({ 'kontor.outcome': outcome });
      if (status !== null) span?.note({ 'http.response.status_code': status });
      if (outcome !== 'accepted') span?.fail(outcome);
    },
  );
}

async function deliver(
  ports: WorkerPorts,
  claimed: ClaimedDelivery,
  signal: AbortSignal,
): Promise<AttemptRecord> {
  const { outcome, record } = await attempt(ports, claimed, signal);
  if (outcome === undefined) {
    await ports.queue.finish(claimed, record, { state: 'skipped' });
    return record;
  }
  const now = ports.now();
  const step = decideDelivery(claimed, outcome, { now, chance: Math.random() });
  await ports.queue.finish(claimed, record, afterStep(step, now));
  return record;
}

type Attempted = { readonly outcome: AttemptOutcome | undefined; readonly record: AttemptRecord };

/** No outcome where nobody is there to send to. What breaks down here is tried again as any failure is. */
async function attempt(
  ports: WorkerPorts,
  claimed: ClaimedDelivery,
  signal: AbortSignal,
): Promise<Attempted> {
  try {
    const address = await ports.addressOf(claimed);
    if (address === undefined) {
      const message = 'The receiver has no address any more.';
      return { outcome: undefined, record: notSent('not-sent', message) };
    }
    const { timeoutMs } = ports.limits;
    return await sendDelivery(address, claimed, { ...ports, timeoutMs, signal });
  } catch (error) {
    ports.onError(error);
    return {
      outcome: { kind: 'failed' },
      record: notSent('broken', 'The host could not send it.'),
    };
  }
}

function notSent(outcome: string, message: string): AttemptRecord {
  return { outcome, status: null, message, durationMs: 0, responseBody: null };
}

function afterStep(step: ReturnType<typeof decideDelivery>, now: Date): AfterAttempt {
  switch (step.do) {
    case 'deliver':
      return { state: 'delivered' };
    case 'park':
      return { state: 'parked' };
    case 'retry':
      return { state: 'waiting', dueAt: new Date(now.getTime() + step.afterMs) };
  }
}
