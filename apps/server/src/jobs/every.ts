/** Work that is repeated while the process lives. */
export type Repeating = { readonly stop: () => Promise<void> };

/** The same, which can be called for before its time. */
export type Callable = Repeating & { readonly now: () => void };

type Work = () => Promise<unknown>;
type OnError = (error: unknown) => void;

/**
 * Runs `work` after `firstMs`, or now, and again `ms` after each time it has ended, so that two runs never
 * overlap. What it throws is reported, and the next run comes all the same.
 */
export function every(ms: number, work: Work, onError: OnError, firstMs?: number): Callable {
  let isStopped = false;
  let isCalled = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const run = () => {
    timer = undefined;
    isCalled = false;
    running = work()
      .catch(onError)
      .then(() => {
        if (isStopped) return;
        timer = setTimeout(run, isCalled ? 0 : ms);
        timer.unref();
      });
  };
  if (firstMs === undefined) run();
  else timer = setTimeout(run, firstMs).unref();
  return {
    now: () => {
      isCalled = true;
      if (timer === undefined || isStopped) return;
      clearTimeout(timer);
      run();
    },
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

export type Spread = {
  readonly everyMs: number;
  /** When the first of them runs for the first time; now, unless it is said. */
  readonly firstMs?: number;
  /** Their first runs come one after another in this time. */
  readonly withinMs: number;
};

/**
 * Repeats each of them. They do not begin all at once: each would open a connection to the database, and what
 * people ask for would wait behind them.
 */
export function everyOf(
  works: readonly Work[],
  { everyMs, firstMs = 0, withinMs }: Spread,
  onError: OnError,
): readonly Repeating[] {
  return works.map((work, index) =>
    every(everyMs, work, onError, firstMs + (withinMs * index) / works.length),
  );
}
