import type { SpanExporter } from '@opentelemetry/sdk-trace';

const SAID_EVERY_MS = 60_000;

/** The same exporter, which says once a minute at most that traces cannot be handed over. */
export function toldFailures(
  exporter: SpanExporter,
  onError: (error: Error) => void,
  now: () => number = Date.now,
): SpanExporter {
  let saidAt = Number.NEGATIVE_INFINITY;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error !== undefined && now() - saidAt >= SAID_EVERY_MS) {
          saidAt = now();
          onError(new Error('traces cannot be handed over and are lost', { cause: result.error }));
        }
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush && { forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve() }),
  };
}
