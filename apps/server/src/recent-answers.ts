import { BoundedCache } from './bounded-cache.ts';
import type { Soon } from './soon.ts';

type Remembered<Value> = { readonly value: Value; readonly until: number };

/** Remembers what was found for a moment, so that a burst of requests asks the database once. */
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
  answer(
    key: string,
    ask: () => Promise<Value | undefined>,
    at: Date = this.#now(),
  ): Soon<Value | undefined> {
    return this.known(key, at) ?? this.#ask(key, ask);
  }

  /** What is remembered under `key`. */
  known(key: string, at: Date = this.#now()): Value | undefined {
    const known = this.#remembered.get(key);
    return known && at.getTime() < known.until ? known.value : undefined;
  }

  async #ask(key: string, ask: () => Promise<Value | undefined>): Promise<Value | undefined> {
    const before = this.#timesForgotten;
    const value = await ask();
    // what was read before something changed is not kept after it
    if (value !== undefined && before === this.#timesForgotten) {
      this.#remembered.set(key, { value, until: this.#now().getTime() + this.#forMs });
    }
    return value;
  }

  /** Forgets everything: call it after a change that any answer may depend on. */
  forget(): void {
    this.#timesForgotten++;
    this.#remembered.clear();
  }
}
