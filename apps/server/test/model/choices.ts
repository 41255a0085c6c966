/** Reads numbers that fast-check has drawn as choices: the smaller the number, the plainer the choice. */
export class Choices {
  readonly #numbers: readonly number[];
  #at = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  number(below: number): number {
    const drawn = this.#numbers[this.#at] ?? 0;
    this.#at += 1;
    return below === 0 ? 0 : drawn % below;
  }

  /** One of a list; nothing where there is none. */
  of<Item>(list: readonly Item[]): Item | undefined {
    return list[this.number(list.length)];
  }

  /** One of a list that is known to have some. */
  oneOf<Item>(...list: readonly [Item, ...Item[]]): Item {
    return this.of(list) ?? list[0];
  }

  /** Once in so many; never for the plainest choice. */
  rarely(oneIn: number): boolean {
    return this.number(oneIn) === oneIn - 1;
  }

  /** Some of a list, and at least one. */
  some<Item>(list: readonly Item[]): Item[] {
    const drawn = this.number(2 ** list.length - 1) + 1;
    return list.filter((_each, index) => drawn & (1 << index));
  }
}
