/** What the process has done since it was asked last, as a share of the time. */
export type ReadBusyness = () => number;

export type CrowdingPorts = {
  /** In milliseconds, of a clock that never goes back. */
  readonly now?: () => number;
  readonly readBusyness?: ReadBusyness;
};

export type Crowding = {
  /** Notes who wants something now. */
  readonly note: (key: string) => void;
  /** Whether the process has all it can do, and more than one wants it. */
  readonly isCrowded: () => boolean;
};

/** Over how long it is looked how busy the process is, in milliseconds: it is seen soon, and let go slowly. */
const LOOK_MS = 25;
const LOOK_WHILE_FULL_MS = 100;
/** How long it is remembered who wanted something, in milliseconds: at most twice so long. */
const REMEMBERED_MS = 1_000;
/** Shares of the time from which on a process is full, and below which it is no more. */
const FULL_FROM = 0.9;
const FULL_UNTIL = 0.6;

/**
 * Watches whether several share a process that has no time left. Then what one of them has in hand is
 * what the others wait for, as a process does one thing at a time.
 *
 * @see docs/adr/0014-fair-shares.md
 */
export function watchCrowding({
  now = () => performance.now(),
  readBusyness = readEventLoop(),
}: CrowdingPorts = {}): Crowding {
  let lookedAt = now();
  let turnedAt = now();
  let isFull = false;
  let recent = new Set<string>();
  let before = new Set<string>();

  function look(at: number): void {
    if (at - lookedAt < (isFull ? LOOK_WHILE_FULL_MS : LOOK_MS)) return;
    lookedAt = at;
    const busyness = readBusyness();
    isFull = busyness >= (isFull ? FULL_UNTIL : FULL_FROM);
  }

  return {
    note: (key) => {
      const at = now();
      look(at);
      if (at - turnedAt >= REMEMBERED_MS) {
        before = at - turnedAt >= 2 * REMEMBERED_MS ? new Set() : recent;
        recent = new Set();
        turnedAt = at;
      }
      recent.add(key);
    },
    isCrowded: () => isFull && new Set([...recent, ...before]).size > 1,
  };
}

function readEventLoop(): ReadBusyness {
  let last = performance.eventLoopUtilization();
  return () => {
    const { utilization } = performance.eventLoopUtilization(last);
    last = performance.eventLoopUtilization();
    return utilization;
  };
}
