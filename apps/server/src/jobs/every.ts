/** Work that is repeated while the process lives. */
export type Repeating = { readonly stop: () => Promise<void> };

/**
 * Runs `work` now and again `ms` after each time it has ended, so that two runs never overlap. What
 * it throws is reported, and the next run comes all the same.
 */
export function every(
  ms: number,
  work: () => Promise<unknown>,
  onError: (error: unknown) => void,
): Repeating {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const run = () => {
    running = work()
      .catch(onError)
      .then(() => {
        if (isStopped) return;
        timer = setTimeout(run, ms);
        timer.unref();
      });
  };
  run();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
