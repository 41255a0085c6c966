import { HostError } from '@kontor/provider';
import { failureFacts, type Log } from './log.ts';

/** An installation that could not be served in a round, and why. */
export type Missed = { readonly installationId: string; readonly error: unknown };

export type MeteringOptions = {
  /** Measures, reports and bills what is due. Answers whom it could not serve. */
  readonly round: () => Promise<readonly Missed[]>;
  /** How often, in milliseconds. With null it waits to be told. */
  readonly everyMs: number | null;
  readonly log: Log;
};

export type Metering = {
  /** One round now, after one that goes on. */
  readonly run: () => Promise<void>;
  /** The same in a moment. */
  readonly runSoon: () => void;
  readonly stop: () => Promise<void>;
};

/** How long a host has to take something in, or to come up, before it is called (again), in milliseconds. */
const soonMs = 2_000;
/** How often a host may give no answer, each time after twice as long, before a person is told: half a minute. */
const patience = 4;

/**
 * Meters now and every so often. A host that gives no answer, as one that starts at the same time, is
 * called again soon instead of with the next round.
 */
export function keepMetering({ round, everyMs, log }: MeteringOptions): Metering {
  let running: Promise<void> = Promise.resolve();
  let soon: NodeJS.Timeout | undefined;
  let silences = 0;
  const runIn = (delayMs: number) => {
    if (everyMs === null) return;
    clearTimeout(soon);
    soon = setTimeout(run, Math.min(delayMs, everyMs));
    soon.unref();
  };
  const meter = async () => {
    const missed = await round();
    for (const { installationId, error } of missed) {
      const level = isSilence(error) && silences < patience ? 'info' : 'warn';
      const facts = { installationId, ...failureFacts(error) };
      log(level, 'an installation could not be metered', facts);
    }
    const isSilent = missed.some(({ error }) => isSilence(error));
    if (isSilent) runIn(soonMs * 2 ** silences);
    silences = isSilent ? silences + 1 : 0;
  };
  const run = () => {
    running = running
      .then(meter)
      .catch((error: unknown) => log('warn', 'nothing could be metered', failureFacts(error)));
    return running;
  };
  const timer = everyMs === null ? undefined : setInterval(run, everyMs);
  timer?.unref();
  if (everyMs !== null) void run();
  return {
    run,
    runSoon: () => runIn(soonMs),
    stop: async () => {
      clearInterval(timer);
      await running;
      clearTimeout(soon);
    },
  };
}

function isSilence(error: unknown): boolean {
  return error instanceof HostError && error.code === 'unavailable';
}
