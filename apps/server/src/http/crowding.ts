export type CrowdingPorts = {
  /** In milliseconds, of a clock that never goes back. */
  readonly now?: () => number;
  /** For how many milliseconds of that clock the process has been doing something. */
  readonly busyMs?: () => number;
};

export type Crowding = {
  /** Notes who wants something now. */
  readonly note: (key: string) => void;
  /** Whether more than one wants something. */
  readonly isShared: () => boolean;
  /** Whether the process has all it can do, and more than one wants it. */
  readonly isCrowded: () => boolean;
  /** Notes that somebody has to wait for it: it stays crowded for as long as that goes on. */
  readonly noteHeldBack: () => void;
  /** For how many milliseconds the process has been doing something. */
  readonly busyMs: () => number;
};

/** Over how long it is looked how busy the process is, in milliseconds: it is seen soon, and let go slowly. */
const LOOK_MS = 25;
const LOOK_WHILE_FULL_MS = 100;
/** How long it is remembered who wanted something, in milliseconds: at most twice so long. */
const REMEMBERED_MS = 1_000;
/** For how long it is crowded after somebody had to wait for that, in milliseconds. */
const HELD_BACK_MS = 250;
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
  busyMs = () => performance.eventLoopUtilization().active,
}: CrowdingPorts = {}): Crowding {
  let lookedAt = now();
  let busyUntilThen = busyMs();
  let turnedAt = now();
  let heldBackUntil = 0;
  let isFull = false;
  let recent = new Set<string>();
  let before = new Set<string>();

  function look(at: number): void {
    if (at - lookedAt < (isFull ? LOOK_WHILE_FULL_MS : LOOK_MS)) return;
    const busy = busyMs();
    const busyness = (busy - busyUntilThen) / (at - lookedAt);
    lookedAt = at;
    busyUntilThen = busy;
    isFull = busyness >= (isFull ? FULL_UNTIL : FULL_FROM);
  }

  function isShared(): boolean {
    if (recent.size > 1 || before.size > 1) return true;
    const [one] = before;
    return one !== undefined && recent.size === 1 && !recent.has(one);
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
    isShared,
    isCrowded: () => (isFull || now() < heldBackUntil) && isShared(),
    noteHeldBack: () => {
      heldBackUntil = now() + HELD_BACK_MS;
    },
    busyMs,
  };
}
