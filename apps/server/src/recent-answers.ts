import { BoundedCache } from './bounded-cache.ts';
import type { Soon } from './soon.ts';

type Ask<Value> = () => Promise<Value | undefined>;

type Remembered<Value> = {
  readonly value: Value;
  readonly until: number;
  /** From when on whoever asks has it found anew; never where that is under way. */
  renewFrom: number;
};

/** The last part of the time in which it is found anew: who asks more often than that never waits. */
const LAST_PART = 1 / 3;

/**
 * Remembers what was found for a moment, so that a burst of requests asks the database once. Shortly before
 * the moment is over it is found anew beside whoever asks for it, so nobody waits who asks again and again.
 * What is answered was so when it was asked for no longer than the moment ago, either way.
 */
export class RecentAnswers<Value> {
  readonly #forMs: number;
  readonly #now: () => Date;
  readonly #remembered: BoundedCache<string, Remembered<Value>>;
  #timesForgotten = 0;

  constructor(options: { forMs: number; capacity: number; now: () => Date }) {
    this.#forMs = options.forMs;
    this.#now = options.now;
    this.#remembered = new BoundedCache(options.capacity);
  }

  /** What is remembered under `key`, or what `ask` finds; that nothing was found is not remembered. */
  answer(key: string, ask: Ask<Value>, at: Date = this.#now()): Soon<Value | undefined> {
    return this.known(key, ask, at) ?? this.#find(key, ask);
  }

  /** What is remembered under `key`; `ask` finds it anew for those who come later, where it is time. */
  known(key: string, ask: Ask<Value>, at: Date = this.#now()): Value | undefined {
    const known = this.#remembered.get(key);
    if (known === undefined || at.getTime() >= known.until) return undefined;
    if (at.getTime() >= known.renewFrom) this.#renew(key, known, ask);
    return known.value;
  }

  #renew(key: string, known: Remembered<Value>, ask: Ask<Value>): void {
    known.renewFrom = Number.POSITIVE_INFINITY;
    // whoever comes when it is over asks again, and is told what is wrong
    this.#find(key, ask).catch(() => {});
  }

  async #find(key: string, ask: Ask<Value>): Promise<Value | undefined> {
    const before = this.#timesForgotten;
    // by when it was asked: what another process changes meanwhile may not be in the answer
    const until = this.#now().getTime() + this.#forMs;
    const value = await ask();
    // what was read before something changed is not kept after it
    if (before === this.#timesForgotten) this.#keep(key, value, until);
    return value;
  }

  #keep(key: string, value: Value | undefined, until: number): void {
    // somebody has asked later and was answered sooner
    if ((this.#remembered.get(key)?.until ?? 0) > until) return;
    if (value === undefined) this.#remembered.delete(key);
    else this.#remembered.set(key, { value, until, renewFrom: until - LAST_PART * this.#forMs });
  }

  /** Forgets everything: call it after a change that any answer may depend on. */
  forget(): void {
    this.#timesForgotten++;
    this.#remembered.clear();
  }
}
