import { type AttemptOutcome, decideDelivery } from '@kontor/core';
import type {
  AfterAttempt,
  AttemptRecord,
  ClaimedDelivery,
  WebhookQueue,
} from '../postgres/webhook-queue.ts';
import type { Tracing } from '../tracing/tracing.ts';
import type { Addresses } from './addresses.ts';
import { Lanes } from './lanes.ts';
import { type ReceiverAddress, type SendOptions, sendDelivery } from './send.ts';

export type WorkerPorts = Omit<SendOptions, 'signal' | 'timeoutMs'> & {
  readonly queue: WebhookQueue;
  /** Where receivers listen now. */
  readonly addressesOf: Addresses;
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
  /** Deliveries that a process holds beside those that it sends: claimed ahead, or not written down yet. */
  readonly beside: number;
  /** How long attempts may go on when the process is to end, in milliseconds. */
  readonly stopWithinMs: number;
};

export type DeliveryWorker = {
  /** Begins what is due and fits; what ends makes room for more by itself. */
  readonly runDue: () => Promise<void>;
  /** Begins no more, and lets the attempts that run end within a moment; the others are repeated later. */
  readonly stop: () => Promise<void>;
};

/**
 * Sends what is due. What is claimed lies ready for its receiver, is being sent, or is being written down,
 * and is held all that time: while some are sent the next are claimed and the former written down. One
 * receiver never takes more than its part of what the process can do.
 */
export function createDeliveryWorker(ports: WorkerPorts): DeliveryWorker {
  const { queue, limits, onError } = ports;
  const stopping = new AbortController();
  const sending = { ...ports, timeoutMs: limits.timeoutMs, signal: stopping.signal };
  const lanes = new Lanes<Claimed>(limits);
  /** Since when each is held. */
  const held = new Map<ClaimedDelivery, number>();
  const running = new Set<Promise<void>>();
  let claiming: Promise<void> | undefined;
  let isAskedAgain = false;
  let isGoingOn = false;
  let isStopped = false;

  const renewal = setInterval(() => {
    const atMs = performance.now();
    const long = [...held].filter(([, sinceMs]) => atMs - sinceMs >= ports.leaseMs * HELD_LONG);
    if (long.length > 0) queue.renew(long.map(([delivery]) => delivery)).catch(onError);
  }, ports.leaseMs / 3);
  renewal.unref();

  /** Claims follow one another, so that together they never take more than there is room for. */
  function runDue(): Promise<void> {
    if (claiming !== undefined) {
      isAskedAgain = true;
      return claiming;
    }
    isAskedAgain = false;
    claiming = claim().finally(() => {
      claiming = undefined;
      if (isAskedAgain) goOn();
    });
    return claiming;
  }

  const room = () => limits.parallel + limits.beside + lanes.slow - held.size;

  /**
   * Goes on once for all that end at about the same time: whoever is the first of many that were written
   * down together would find room for one, and to claim one costs as much as to claim many.
   */
  function goOn(): void {
    if (isGoingOn) return;
    isGoingOn = true;
    setImmediate(() => {
      isGoingOn = false;
      takeMore();
    });
  }

  /** Begins what lies ready. While enough lies ready there is time to claim more. */
  function takeMore(): void {
    if (isStopped) return;
    lanes.start(begin);
    if (room() >= (limits.parallel + limits.beside) / 4 || lanes.isEmpty()) {
      runDue().catch(onError);
    }
  }

  async function claim(): Promise<void> {
    if (isStopped || room() <= 0) return;
    const { parallelPerReceiver: perReceiver } = limits;
    const sinceMs = performance.now();
    const due = await queue.claim({ total: room(), perReceiver, active: lanes.active() });
    const look = createLook(ports, due);
    for (const delivery of due) {
      held.set(delivery, sinceMs);
      lanes.put(delivery.receiverId, { delivery, address: () => look(delivery) });
    }
    if (isStopped) await giveBack(lanes.empty());
    else lanes.start(begin);
  }

  function begin(claimed: Claimed): void {
    const { delivery } = claimed;
    const { receiverId } = delivery;
    let isSlow = false;
    const slow = setTimeout(() => {
      const { ready, makesRoom } = lanes.takesLong(receiverId);
      isSlow = makesRoom;
      void giveBack(ready).then(goOn);
    }, SLOW_MS);
    const attempt = traced(sending, claimed)
      .then((sent) => {
        clearTimeout(slow);
        void giveBack(lanes.ended(receiverId, { ...sent.record, isSlow }));
        goOn();
        return write(ports, delivery, sent);
      })
      .catch(onError)
      .finally(() => {
        running.delete(attempt);
        held.delete(delivery);
        goOn();
      });
    running.add(attempt);
  }

  /** So that whoever has room may claim it. */
  async function giveBack(ready: readonly Claimed[]): Promise<void> {
    const deliveries = ready.map(({ delivery }) => delivery);
    if (deliveries.length > 0) await queue.release(deliveries).catch(onError);
    for (const delivery of deliveries) held.delete(delivery);
  }

  return {
    runDue,
    stop: async () => {
      isStopped = true;
      await claiming?.catch(() => undefined);
      await giveBack(lanes.empty());
      const patience = setTimeout(() => stopping.abort(), limits.stopWithinMs);
      while (running.size > 0) await Promise.allSettled(running);
      clearTimeout(patience);
      clearInterval(renewal);
    },
  };
}

/**
 * What has been held for less than this part of a lease is not renewed yet, and will be twice before the lease ends: to
 * renew a line moves it, and most are over before that.
 */
const HELD_LONG = 1 / 6;

/** After so long an attempt no longer counts among what a process does at a time, in milliseconds. */
const SLOW_MS = 1_000;

/** A delivery that is held, and where its receiver listens, looked up since then. */
type Claimed = { readonly delivery: ClaimedDelivery; readonly address: () => Promise<Address> };
type Address = ReceiverAddress | undefined;

/** How long it counts where a receiver was found to listen, in milliseconds. */
const LOOK_COUNTS_MS = 1_000;

/** Those claimed together are looked up together; when one of them lies ready for long they are looked up anew. */
function createLook(
  { addressesOf }: Pick<WorkerPorts, 'addressesOf'>,
  due: readonly ClaimedDelivery[],
) {
  const receivers = [...new Map(due.map((delivery) => [delivery.receiverId, delivery])).values()];
  let atMs = Number.NEGATIVE_INFINITY;
  let found: ReturnType<Addresses>;
  return async ({ receiverId }: ClaimedDelivery): Promise<Address> => {
    const nowMs = performance.now();
    if (nowMs - atMs >= LOOK_COUNTS_MS) {
      atMs = nowMs;
      found = addressesOf(receivers);
    }
    return (await found).get(receiverId);
  };
}

type Sending = WorkerPorts & SendOptions;

function traced(ports: Sending, claimed: Claimed): Promise<Attempted> {
  const attributes = {
    'kontor.delivery_id': claimed.delivery.deliveryId,
    'kontor.attempt': claimed.delivery.attempt,
  };
  return ports.tracing.within(
    { name: 'webhook delivery', kind: 'client', attributes },
    async (span) => {
      const attempted = await attempt(ports, claimed);
      const { outcome, status } = attempted.record;
      span?.note({ 'kontor.outcome': outcome });
      if (status !== null) span?.note({ 'http.response.status_code': status });
      if (outcome !== 'accepted') span?.fail(outcome);
      return attempted;
    },
  );
}

function write(
  ports: WorkerPorts,
  delivery: ClaimedDelivery,
  { outcome, record }: Attempted,
): Promise<void> {
  if (outcome === undefined) return ports.queue.finish(delivery, record, { state: 'skipped' });
  const now = ports.now();
  const step = decideDelivery(delivery, outcome, { now, chance: Math.random() });
  return ports.queue.finish(delivery, record, afterStep(step, now));
}

type Attempted = { readonly outcome: AttemptOutcome | undefined; readonly record: AttemptRecord };

/** No outcome where nobody is there to send to. What breaks down here is tried again as any failure is. */
async function attempt(ports: Sending, { delivery, address: look }: Claimed): Promise<Attempted> {
  try {
    const address = await look();
    if (address === undefined) {
      const message = 'The receiver has no address any more.';
      return { outcome: undefined, record: notSent(ports.now(), 'not-sent', message) };
    }
    return await sendDelivery(address, delivery, ports);
  } catch (error) {
    ports.onError(error);
    return {
      outcome: { kind: 'failed' },
      record: notSent(ports.now(), 'broken', 'The host could not send it.'),
    };
  }
}

function notSent(at: Date, outcome: string, message: string): AttemptRecord {
  return { at, outcome, status: null, message, durationMs: 0, responseBody: null };
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
