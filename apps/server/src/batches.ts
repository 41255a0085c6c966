type Waiting<Item> = {
  readonly item: Item;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

/** A batch of many is the eighth part of the most, or more. */
const MANY = 8;

/**
 * Does in one what comes in while the same is being done: one batch runs at a time, and whatever is added
 * meanwhile is the next. Each item is told how it went. Where a batch fails its items are tried one by
 * one, so that one that cannot be done spoils it for no other. After a batch of many, more are soon there:
 * they are waited for, `gatherMs` milliseconds or until as many are there as one batch takes.
 */
export class Batches<Item> {
  readonly #run: (items: readonly Item[]) => Promise<void>;
  readonly #most: number;
  readonly #gatherMs: number;
  #isEnough: (() => void) | undefined;
  #waiting: Waiting<Item>[] = [];
  #isRunning = false;

  constructor(run: (items: readonly Item[]) => Promise<void>, most: number, gatherMs = 0) {
    this.#run = run;
    this.#most = most;
    this.#gatherMs = gatherMs;
  }

  /** Resolves when the batch with this item is done. */
  add(item: Item): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#waiting.length >= this.#most) this.#isEnough?.();
      if (!this.#isRunning) void this.#runAll();
    });
  }

  async #runAll(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#most);
      await this.#runBatch(batch);
      if (this.#gatherMs > 0 && batch.length >= this.#most / MANY) await this.#gather();
    }
    this.#isRunning = false;
  }

  #gather(): Promise<void> {
    if (this.#waiting.length >= this.#most) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#gatherMs);
      this.#isEnough = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #runBatch(batch: readonly Waiting<Item>[]): Promise<void> {
    try {
      await this.#run(batch.map(({ item }) => item));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const one of batch) await this.#runBatch([one]);
    }
  }
}
