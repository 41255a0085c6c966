import { failureFacts } from '@kontor/provider-process';
import { type MeterParts, meterAll } from './meter.ts';

/** How often everything is measured and reported unless told, in milliseconds. */
const usualEveryMs = 3_600_000;
/** How long the host has to take an answer in before it is sent a last bill, in milliseconds. */
const soonMs = 2_000;

export type Metering = {
  /** Measures, reports and bills what is due, after a round that goes on. */
  readonly run: () => Promise<void>;
  /** The same in a moment. */
  readonly runSoon: () => void;
  readonly stop: () => Promise<void>;
};

/** Meters now and every hour. With null it waits to be told. */
export function keepMetering(parts: MeterParts, everyMs: number | null = usualEveryMs): Metering {
  let running: Promise<void> = Promise.resolve();
  let soon: NodeJS.Timeout | undefined;
  const run = () => {
    running = running
      .then(() => meterAll(parts))
      .catch((error: unknown) => {
        parts.log('warn', 'nothing could be metered', failureFacts(error));
      });
    return running;
  };
  if (everyMs === null) return { run, runSoon: () => {}, stop: () => running };
  void run();
  const timer = setInterval(run, everyMs);
  timer.unref();
  return {
    run,
    runSoon: () => {
      clearTimeout(soon);
      soon = setTimeout(run, soonMs);
      soon.unref();
    },
    stop: () => {
      clearInterval(timer);
      clearTimeout(soon);
      return running;
    },
  };
}
