/** Lets so many callers through at a time and so many more wait in line, first come, first served. */
export type Bulkhead = {
  /** Waits for a place. `full` at once where the line is full; `gave-up` when `signal` comes first. */
  readonly enter: (signal: AbortSignal) => Promise<'entered' | 'full' | 'gave-up'>;
  /** Gives the place on. To be called once for each `entered`. */
  readonly leave: () => void;
};

/**
 * The line is our own and not cockatiel's because its members leave at their deadline: there, they would
 * keep their place in the line until somebody ahead of them is done.
 */
export function createBulkhead(limits: { running: number; queued: number }): Bulkhead {
  const line = new Set<() => void>();
  let running = 0;

  async function enter(signal: AbortSignal): Promise<'entered' | 'full' | 'gave-up'> {
    if (signal.aborted) return 'gave-up';
    if (running < limits.running) {
      running += 1;
      return 'entered';
    }
    if (line.size >= limits.queued) return 'full';
    return new Promise((settle) => {
      function admit(): void {
        signal.removeEventListener('abort', giveUp);
        settle('entered');
      }
      function giveUp(): void {
        line.delete(admit);
        settle('gave-up');
      }
      line.add(admit);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  function leave(): void {
    const [next] = line;
    if (!next) {
      running -= 1;
      return;
    }
    line.delete(next);
    next();
  }

  return { enter, leave };
}
