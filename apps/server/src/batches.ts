type Waiting<Item> = {
  readonly item: Item;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Does in one what comes in while the same is being done: one batch runs at a time, and whatever is added
 * meanwhile is the next. Each item is told how it went. Where a batch fails its items are tried one by
 * one, so that one that cannot be done spoils it for no other.
 */
export class Batches<Item> {
  readonly #run: (items: readonly Item[]) => Promise<void>;
  readonly #most: number;
  #waiting: Waiting<Item>[] = [];
  #isRunning = false;

  constructor(run: (items: readonly Item[]) => Promise<void>, most: number) {
    this.#run = run;
    this.#most = most;
  }

  /** Resolves when the batch with this item is done. */
  add(item: Item): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#isRunning) void this.#runAll();
    });
  }

  async #runAll(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      await this.#runBatch(this.#waiting.splice(0, this.#most));
    }
    this.#isRunning = false;
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
