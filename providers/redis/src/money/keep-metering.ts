import { failureFacts } from '@kontor/provider-process';
import { type MeterParts, meterAll } from './meter.ts';

const usualEveryMs = 300_000;

export type Metering = {
  /** Measures, draws and reports now, after a round that goes on. */
  readonly run: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Meters now and every few minutes. With null it waits to be told. */
export function keepMetering(parts: MeterParts, everyMs: number | null = usualEveryMs): Metering {
  let running: Promise<void> = Promise.resolve();
  const run = () => {
    running = running
      .then(() => meterAll(parts))
      .catch((error: unknown) => {
        parts.log('warn', 'nothing could be metered', failureFacts(error));
      });
    return running;
  };
  if (everyMs === null) return { run, stop: () => running };
  void run();
  const timer = setInterval(run, everyMs);
  timer.unref();
  return {
    run,
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}
