type Waiting<Asked, Value> = {
  readonly asked: Asked;
  readonly found: PromiseWithResolvers<Value>;
};

/** Answers what is found of each, in the same order. */
type ReadAll<Asked, Value> = (of: string, all: readonly Asked[]) => Promise<readonly Value[]>;

/**
 * Reads together what is asked for at the same time of one team, or of whatever else it is `of`; and the
 * same thing once for all who ask for it. A reading begins when everybody has been heard who asks just
 * now, and after the one before it: whoever asks meanwhile is part of the next one, so nobody is answered
 * what was true before they came.
 */
export class GatheredReadings<Asked, Value> {
  readonly #readAll: ReadAll<Asked, Value>;
  /** By what they are of, and then by their keys. */
  readonly #waiting = new Map<string, Map<string | object, Waiting<Asked, Value>>>();
  readonly #underway = new Set<string>();

  constructor(readAll: ReadAll<Asked, Value>) {
    this.#readAll = readAll;
  }

  /** What is found of `asked`, which has the same `key` for all who ask for the same. */
  read(of: string, key: string | object, asked: Asked): Promise<Value> {
    const waiting = this.#waitingOf(of);
    const known = waiting.get(key);
    if (known !== undefined) return known.found.promise;
    const found = Promise.withResolvers<Value>();
    waiting.set(key, { asked, found });
    return found.promise;
  }

  #waitingOf(of: string): Map<string | object, Waiting<Asked, Value>> {
    const known = this.#waiting.get(of);
    if (known !== undefined) return known;
    const waiting = new Map<string | object, Waiting<Asked, Value>>();
    this.#waiting.set(of, waiting);
    if (!this.#underway.has(of)) this.#beginSoon(of);
    return waiting;
  }

  /** Requests that arrived together are heard one after the other, in one turn of the event loop. */
  #beginSoon(of: string): void {
    this.#underway.add(of);
    setImmediate(() => void this.#begin(of));
  }

  async #begin(of: string): Promise<void> {
    const all = [...(this.#waiting.get(of)?.values() ?? [])];
    this.#waiting.delete(of);
    try {
      const values = await this.#readAll(
        of,
        all.map(({ asked }) => asked),
      );
      for (const [place, { found }] of all.entries()) found.resolve(values[place] as Value);
    } catch (error) {
      for (const { found } of all) found.reject(error);
    }
    this.#underway.delete(of);
    if (this.#waiting.has(of)) this.#beginSoon(of);
  }
}
