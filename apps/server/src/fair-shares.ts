/** Places that many want, given to each in turn. */
export type FairShares = {
  /** Takes a place where nothing has to be waited for, and answers whether it has one. */
  readonly tryEnter: (key: string) => boolean;
  /** Waits for a place. */
  readonly enter: (key: string) => Promise<void>;
  /** Gives the place on. To be called once for each that was entered. */
  readonly leave: (key: string) => void;
  /** How many of a key wait. */
  readonly waitingOf: (key: string) => number;
  /** How many have a place, and how many wait for one. */
  readonly counts: () => { readonly running: number; readonly waiting: number };
};

export type ShareLimits = {
  /** How many may go on at a time. */
  readonly places: number;
  /** How many of them one key may have, however few others want any; it can change at any time. */
  readonly perKey: number | (() => number);
};

/**
 * Shares places between keys, such as teams: none has more than its part, and of those that wait each
 * key is given one place in turn, however long its line is. Within a key, first come is first served.
 * It is our own because the queues of libraries know priorities and no turns.
 *
 * @see docs/adr/0014-fair-shares.md
 */
export function createFairShares({ places, perKey }: ShareLimits): FairShares {
  const running = new Map<string, number>();
  /** Whose turn is next stands first. */
  const lines = new Map<string, (() => void)[]>();
  let taken = 0;
  let waiting = 0;

  function isFree(key: string): boolean {
    const most = typeof perKey === 'number' ? perKey : perKey();
    return taken < places && (running.get(key) ?? 0) < most;
  }

  function count(key: string, by: 1 | -1): void {
    const now = (running.get(key) ?? 0) + by;
    if (now > 0) running.set(key, now);
    else running.delete(key);
    taken += by;
  }

  /**
   * Answers whether somebody was let in. Keys that have all they may have are passed over: there are never
   * more of them than places.
   */
  function admitNext(): boolean {
    for (const [key, line] of lines) {
      if (!isFree(key)) continue;
      const admit = line.shift();
      // the others come first, before it is this one's turn again
      lines.delete(key);
      if (line.length > 0) lines.set(key, line);
      waiting -= 1;
      count(key, 1);
      admit?.();
      return true;
    }
    return false;
  }

  function tryEnter(key: string): boolean {
    if (lines.has(key) || !isFree(key)) return false;
    count(key, 1);
    return true;
  }

  return {
    tryEnter,
    enter: async (key) => {
      if (tryEnter(key)) return;
      const line = lines.get(key) ?? [];
      waiting += 1;
      lines.set(key, line);
      const admitted = new Promise<void>((admit) => line.push(admit));
      // a key may have more by now than when somebody left last
      while (admitNext());
      await admitted;
    },
    leave: (key) => {
      count(key, -1);
      // more than one, where a key may have more than before
      while (admitNext());
    },
    waitingOf: (key) => lines.get(key)?.length ?? 0,
    counts: () => ({ running: taken, waiting }),
  };
}
