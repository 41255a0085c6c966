import { AsyncLocalStorage } from 'node:async_hooks';
import {
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  RandomIdGenerator,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import manifest from '../../package.json' with { type: 'json' };
import { traceparentParts } from '../http/trace.ts';
import { toldFailures } from './told-failures.ts';
import type { OpenSpan, RunningSpan, SpanStart, Tracing } from './tracing.ts';

export type TracingSettings = {
  /** Where a collector takes traces by OTLP over HTTP. */
  readonly url: string;
  /** Which part of all traces is kept, from 0 to 1. */
  readonly share: number;
};

type Ports = TracingSettings & {
  /** What these processes are, as `api`. */
  readonly role: string;
  readonly onError: (error: Error) => void;
};

const HAND_OVER_WITHIN_MS = 5_000;
const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT } as const;

/**
 * Traces by OpenTelemetry. The collector may be away: what cannot be handed over is dropped, and said
 * now and then. Which traces are kept depends on their id alone, so that no caller decides it and all
 * processes keep the same ones.
 */
export function traceByOpenTelemetry({ url, share, role, onError }: Ports): Tracing {
  const ids = new WantedIds();
  const sampled = new TraceIdRatioBasedSampler(share);
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: HAND_OVER_WITHIN_MS });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'kontor',
      'service.version': manifest.version,
      'kontor.role': role,
    }),
    sampler: new ParentBasedSampler({
      root: sampled,
      remoteParentSampled: sampled,
      remoteParentNotSampled: sampled,
    }),
    idGenerator: ids,
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: toldFailures(exporter, onError),
        exportTimeoutMillis: HAND_OVER_WITHIN_MS,
      }),
    ],
  });
  const tracer = provider.getTracer('kontor', manifest.version);
  const current = new AsyncLocalStorage<Span>();

  function start({ name, kind, traceId, attributes = {} }: SpanStart, parent?: SpanContext): Span {
    const options = { attributes, kind: kind === undefined ? SpanKind.INTERNAL : KINDS[kind] };
    if (parent !== undefined) {
      return tracer.startSpan(name, options, trace.setSpanContext(ROOT_CONTEXT, parent));
    }
    return ids.under(traceId, () => tracer.startSpan(name, options, ROOT_CONTEXT));
  }

  async function run<Value>(
    begun: SpanStart,
    work: (span: RunningSpan) => Promise<Value>,
  ): Promise<Value> {
    const above = current.getStore()?.spanContext();
    const isAbove = begun.traceId === undefined || begun.traceId === above?.traceId;
    const span = start(begun, isAbove ? above : undefined);
    try {
      return await current.run(span, () => work(running(span)));
    } catch (error) {
      running(span).fail(error instanceof Error ? error.name : 'error');
      throw error;
    } finally {
      span.end();
    }
  }

  return {
    within: run,
    below: (begun, work) => (current.getStore() === undefined ? work(undefined) : run(begun, work)),
    begin: (begun, traceparent) => {
      const span = start(begun, traceparentParts(traceparent));
      return { ...running(span), enter: (work) => current.run(span, work), end: () => span.end() };
    },
    // that it could not be handed over has been told
    stop: () => provider.shutdown().catch(() => undefined),
  };
}

function running(span: Span): Omit<OpenSpan, 'enter' | 'end'> {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    note: (attributes) => span.setAttributes(attributes),
    fail: (message) => span.setStatus({ code: SpanStatusCode.ERROR, message }),
  };
}

/** New ids, but for a trace that has one already. */
class WantedIds extends RandomIdGenerator {
  #wanted: string | undefined;

  under<Value>(traceId: string | undefined, work: () => Value): Value {
    this.#wanted = traceId;
    try {
      return work();
    } finally {
      this.#wanted = undefined;
    }
  }

  override generateTraceId(): string {
    return this.#wanted ?? super.generateTraceId();
  }
}
