/** Work that is repeated while the process lives. */
export type Repeating = { readonly stop: () => Promise<void> };

/** The same, which can be called for before its time. */
export type Callable = Repeating & { readonly now: () => void };

/**
 * Runs `work` now and again `ms` after each time it has ended, so that two runs never overlap. What
 * it throws is reported, and the next run comes all the same.
 */
export function every(
  ms: number,
  work: () => Promise<unknown>,
  onError: (error: unknown) => void,
): Callable {
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
  run();
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
