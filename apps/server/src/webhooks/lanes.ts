type Limits = { readonly parallel: number; readonly parallelPerReceiver: number };

/** How an attempt ended, as far as it says how its receiver does; no status where it did not answer. */
type End = { readonly outcome: string; readonly status: number | null; readonly isSlow: boolean };

/** What lies ready for a receiver and how much of it is being sent. */
type Lane<Item> = {
  readonly ready: Item[];
  sending: number;
  /** How many may lie ready and be sent at a time. */
  pace: number;
};

/** Of receivers that hang so many are remembered, and of those that accept, with nothing at hand, as many. */
const MOST_REMEMBERED = 1_000;
/** Attempts that have taken long already, beside those that a process may make at a time. */
const MOST_SLOW = 1_000;
/** How many times as much as is sent to one receiver at a time may be held for it. */
const AHEAD = 8;

/**
 * What is to be sent, lane by lane: each receiver has one, and they take turns. One that accepts may
 * have more and more lie ready for it, so that it waits for no claim, also when it was idle for a moment. One
 * that does not even answer is tried with one at a time until it accepts again. What has taken long already does not count among what
 * a process does at a time: those that hang take next to nothing from those that do not.
 */
export class Lanes<Item> {
  readonly #limits: Limits;
  /** In the order in which they are served. One without anything stands for a receiver that hangs. */
  readonly #lanes = new Map<string, Lane<Item>>();
  /** The pace of those that have nothing at hand, and may be given more than usual; the last one served last. */
  readonly #rested = new Map<string, number>();
  /** Without those that have taken long. */
  #sending = 0;
  #slow = 0;
  #ready = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Whether nothing lies ready. */
  isEmpty(): boolean {
    return this.#ready === 0;
  }

  /** How many attempts have taken long already. */
  get slow(): number {
    return this.#slow;
  }

  /** What each receiver has, so that what is left of the usual limit is what it may be given more. */
  active(): ReadonlyMap<string, number> {
    const { parallelPerReceiver: usual } = this.#limits;
    const active = new Map<string, number>();
    for (const [receiver, pace] of this.#rested) active.set(receiver, usual - pace);
    for (const [receiver, { ready, sending, pace }] of this.#lanes) {
      active.set(receiver, ready.length + sending + usual - pace);
    }
    return active;
  }

  put(receiver: string, item: Item): void {
    this.#laneOf(receiver).ready.push(item);
    this.#ready += 1;
  }

  /** Begins what may begin, one of each receiver in turn. */
  start(begin: (item: Item) => void): void {
    const { parallel, parallelPerReceiver } = this.#limits;
    for (const [receiver, lane] of this.#lanes) {
      if (this.#sending >= parallel) return;
      if (lane.sending >= Math.min(lane.pace, parallelPerReceiver)) continue;
      const item = lane.ready.shift();
      if (item === undefined) continue;
      lane.sending += 1;
      this.#sending += 1;
      this.#ready -= 1;
      // it comes up once more, behind the others
      this.#lanes.delete(receiver);
      this.#lanes.set(receiver, lane);
      begin(item);
    }
  }

  /** An attempt has taken long. Answers what is not to wait behind it, and whether it makes room. */
  takesLong(receiver: string): { readonly ready: readonly Item[]; readonly makesRoom: boolean } {
    const lane = this.#laneOf(receiver);
    lane.pace = Math.min(lane.pace, this.#limits.parallelPerReceiver);
    const makesRoom = this.#slow < MOST_SLOW;
    if (makesRoom) {
      this.#slow += 1;
      this.#sending -= 1;
    }
    return { ready: this.#take(lane, 0), makesRoom };
  }

  /** Answers what is not to lie ready any longer. */
  ended(receiver: string, { outcome, status, isSlow }: End): readonly Item[] {
    const lane = this.#laneOf(receiver);
    const { parallelPerReceiver: usual } = this.#limits;
    lane.sending -= 1;
    if (isSlow) this.#slow -= 1;
    else this.#sending -= 1;
    if (outcome === 'accepted') lane.pace = Math.min(lane.pace + 1, usual * AHEAD);
    else if (status === null) lane.pace = 1;
    const tooMany = this.#take(lane, lane.pace);
    const isAtRest = lane.ready.length === 0 && lane.sending === 0;
    if (isAtRest && lane.pace >= usual) this.#rest(receiver, lane.pace);
    if (this.#lanes.size > MOST_REMEMBERED) this.#forgetOne();
    return tooMany;
  }

  /** Takes out all that lies ready. */
  empty(): readonly Item[] {
    return [...this.#lanes.values()].flatMap((lane) => this.#take(lane, 0));
  }

  #take({ ready }: Lane<Item>, from: number): readonly Item[] {
    const taken = ready.splice(from);
    this.#ready -= taken.length;
    return taken;
  }

  #laneOf(receiver: string): Lane<Item> {
    const known = this.#lanes.get(receiver);
    if (known !== undefined) return known;
    const pace = this.#rested.get(receiver) ?? this.#limits.parallelPerReceiver;
    const lane = { ready: [], sending: 0, pace };
    this.#rested.delete(receiver);
    this.#lanes.set(receiver, lane);
    return lane;
  }

  #rest(receiver: string, pace: number): void {
    this.#lanes.delete(receiver);
    if (pace === this.#limits.parallelPerReceiver) return;
    this.#rested.set(receiver, pace);
    const [first] = this.#rested.keys();
    if (this.#rested.size > MOST_REMEMBERED && first !== undefined) this.#rested.delete(first);
  }

  #forgetOne(): void {
    for (const [receiver, { ready, sending }] of this.#lanes) {
      if (ready.length + sending > 0) continue;
      this.#lanes.delete(receiver);
      return;
    }
  }
}
