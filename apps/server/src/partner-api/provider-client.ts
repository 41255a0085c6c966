import type { PartnerEndpoint } from '@kontor/protocol';
import { traceIdOf } from '../http/trace.ts';
import { type Tracing, untraced } from '../tracing/tracing.ts';
import { permittedAddresses } from './address-guard.ts';
import type { OutcomeOf, ProviderCall } from './call.ts';
import type { BreakerState } from './circuit.ts';
import { startDeadline } from './deadline.ts';
import type { ResolveName } from './dial.ts';
import { exchange } from './exchange.ts';
import { judge } from './judge.ts';
import { createLane } from './lane.ts';
import { createLanes } from './lanes.ts';
import { defaultProviderLimits, type ProviderLimits } from './limits.ts';
import type { NotSent, ReadOutcome } from './outcome.ts';
import {
  type RecordedCall,
  type Replay,
  recordOfAnswer,
  recordOfRequest,
} from './recorded-call.ts';
import { type CallFacts, type WireRequest, writeRequest } from './request.ts';
import { type ResponseBody, readBody } from './response-body.ts';

export type ProviderClientPorts = {
  /** For providers on the operator's own machines. Also permits base URLs that begin with `http:`. */
  readonly allowPrivateAddresses: boolean;
  /** Keeps a call that is over, sent or not. It may fail: the outcome of the call stays what it is. */
  readonly record: (call: RecordedCall) => Promise<void> | void;
  readonly now: () => Date;
  readonly log: { readonly warn: (facts: object, message: string) => void };
  readonly tracing?: Tracing;
  /** Around every call: whoever waits for a provider takes nobody's turn. */
  readonly aside?: <Value>(work: () => Promise<Value>) => Promise<Value>;
  readonly limits?: Partial<ProviderLimits>;
  readonly resolve?: ResolveName;
  /** Certificate authorities to trust in place of Node's own, as PEM. */
  readonly ca?: string;
};

export type ProviderClient = {
  /**
   * Calls a provider once. A repeat is another call, made by whoever knows that it is due, with the same
   * idempotency key.
   *
   * Resolves for everything a provider can do. Rejects only for the host's own mistakes, such as a token
   * that no header can hold.
   */
  readonly call: <Endpoint extends PartnerEndpoint>(
    endpoint: Endpoint,
    call: ProviderCall<Endpoint>,
  ) => Promise<OutcomeOf<Endpoint>>;
  /** How calls to an integration are held back by this process just now. */
  readonly breakerOf: (integrationId: string) => BreakerState;
  /** Waits for the calls that are running and for their records. What is called from now on is not sent. */
  readonly close: () => Promise<void>;
};

/**
 * The one client by which the host calls providers. Each integration has connections, a line and a
 * circuit of its own, so that one that hangs slows no other.
 *
 * @see spec/partner-api.md §2, §4
 */
export function createProviderClient(ports: ProviderClientPorts): ProviderClient {
  const { now, log, allowPrivateAddresses, resolve, ca, tracing = untraced } = ports;
  const { aside = (work) => work() } = ports;
  const limits = { ...defaultProviderLimits, ...ports.limits };
  const permits = permittedAddresses({ allowPrivateAddresses });
  const dial = {
    permits,
    timeoutMs: limits.connectTimeoutMs,
    ...(resolve && { resolve }),
    ...(ca && { ca }),
  };
  const lanes = createLanes(() => createLane(limits, dial), limits.idleMs);
  const underway = new Set<Promise<unknown>>();
  let isClosed = false;

  /** Under a span of its own, whose id goes along, so that the provider's own work stands below it. */
  function perform(endpoint: PartnerEndpoint, call: AnyCall): Promise<ReadOutcome> {
    const traceId = traceIdOf(call.traceparent);
    const attributes = { 'kontor.integration': call.integration.id };
    const start = { name: `provider ${endpoint.id}`, kind: 'client', traceId, attributes } as const;
    return tracing.within(start, async (span) => {
      const traceparent = span?.traceparent ?? call.traceparent;
      const outcome = await ask(endpoint, { ...call, traceparent });
      span?.note({ 'kontor.outcome': outcome.kind });
      if (outcome.kind !== 'answered' && outcome.kind !== 'refused') span?.fail(outcome.kind);
      return outcome;
    });
  }

  async function ask(endpoint: PartnerEndpoint, call: AnyCall): Promise<ReadOutcome> {
    const at = now();
    const startMs = performance.now();
    const request = writeRequest(endpoint, call, { allowPrivateAddresses });
    const { outcome, body } = request.ok
      ? await send(endpoint, call, request.value)
      : { outcome: notSent('blocked_address', request.error), body: undefined };
    const { installationId, resourceId } = call.params;
    const { attempt, idempotencyKey, callerKind, replay } = call;
    const record: RecordedCall = {
      integrationId: call.integration.id,
      ...(installationId !== undefined && { installationId }),
      ...(resourceId !== undefined && { resourceId }),
      direction: 'outbound',
      ...recordOfRequest(endpoint, request.ok ? request.value : undefined, call.body),
      ...recordOfAnswer(endpoint, outcome, body),
      durationMs: Math.round(performance.now() - startMs),
      ...(attempt !== undefined && { attempt }),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
      callerKind,
      ...(replay !== undefined && { replay }),
      traceId: traceIdOf(call.traceparent),
      at,
    };
    void tracked(keep(record));
    return outcome;
  }

  async function send(
    endpoint: PartnerEndpoint,
    call: AnyCall,
    request: WireRequest,
  ): Promise<Sent> {
    const isRead = endpoint.method === 'GET';
    const usualMs = isRead ? limits.readTimeoutMs : limits.mutationTimeoutMs;
    const { signal, clear } = startDeadline(call.timeoutMs ?? usualMs, call.signal);
    const { maxResponseBytes: maxBytes } = limits;
    let body: ResponseBody | undefined;
    try {
      const outcome = await lanes.within(call.integration.id, (lane) =>
        lane.run(signal, async (dispatcher) => {
          const ended = await exchange(dispatcher, request, {
            signal,
            maxBytes,
            onData: call.onData,
          });
          body = await readBody(ended.body, ended.answer?.headers ?? {}, {
            maxBytes,
            withheld: request.credentials,
          });
          return judge(endpoint, ended, body, now());
        }),
      );
      return { outcome, body };
    } finally {
      clear();
    }
  }

  async function keep(call: RecordedCall): Promise<void> {
    try {
      await ports.record(call);
    } catch (error) {
      const { operation, traceId } = call;
      log.warn({ error, operation, traceId }, 'a call to a provider was not recorded');
    }
  }

  async function tracked<Value>(work: Promise<Value>): Promise<Value> {
    underway.add(work);
    try {
      return await work;
    } finally {
      underway.delete(work);
    }
  }

  return {
    call: async <Endpoint extends PartnerEndpoint>(
      endpoint: Endpoint,
      call: ProviderCall<Endpoint>,
    ) => {
      const outcome = isClosed
        ? notSent('cancelled', 'The host is shutting down.')
        : await tracked(aside(() => perform(endpoint, call)));
      // Its body has passed one of the endpoint's own schemas, which is what the type is made of.
      return outcome as OutcomeOf<Endpoint>;
    },
    breakerOf: (integrationId) => lanes.peek(integrationId)?.breaker() ?? 'closed',
    close: async () => {
      isClosed = true;
      while (underway.size > 0) await Promise.allSettled(underway);
      await lanes.close();
    },
  };
}

/** A call whose endpoint is no longer known to the compiler. */
type AnyCall = CallFacts & {
  readonly integration: { readonly id: string };
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly onData?: (piece: Buffer) => void;
  readonly attempt?: number;
  readonly replay?: Replay;
};

type Sent = { readonly outcome: ReadOutcome; readonly body: ResponseBody | undefined };

function notSent(reason: NotSent['reason'], message: string): NotSent {
  return { kind: 'not-sent', reason, message };
}
