type Reading<Value> = { readonly current: Promise<Value>; next: Promise<Value> | undefined };

/**
 * Reads once for all who ask for the same at the same time. Whoever asks while it is being read waits for
 * the next reading, which begins after they asked: nobody is answered what was true before they came.
 */
export class SharedReadings<Value> {
  readonly #running = new Map<string, Reading<Value>>();

  read(key: string, ask: () => Promise<Value>): Promise<Value> {
    const running = this.#running.get(key);
    if (running === undefined) return this.#begin(key, ask);
    running.next ??= running.current.then(
      () => this.#begin(key, ask),
      () => this.#begin(key, ask),
    );
    return running.next;
  }

  #begin(key: string, ask: () => Promise<Value>): Promise<Value> {
    const current = ask();
    const reading: Reading<Value> = { current, next: undefined };
    this.#running.set(key, reading);
    const end = () => {
      // otherwise the next one takes its place
      if (reading.next === undefined) this.#running.delete(key);
    };
    current.then(end, end);
    return current;
  }
}
