import type { Point } from './point.ts';

/** Points at which something has just taken effect, or is about to, somewhere: what the rest lies between. */
export function isEffect({ when, label }: Point): boolean {
  return when !== 'before' || /^(?:commit|call|answer)/.test(label);
}

/** Numbers from 0 to 1 that are the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** So many of them, each at most once, in their order. */
export function someOf<Item>(
  items: readonly Item[],
  count: number,
  random: () => number,
): readonly Item[] {
  const ranked = items.map((_, index) => ({ index, rank: random() }));
  const chosen = new Set(
    ranked
      .sort((a, b) => a.rank - b.rank)
      .slice(0, count)
      .map(({ index }) => index),
  );
  return items.filter((_, index) => chosen.has(index));
}

/** Two of three are effects, where there are as many. */
export function choose(
  points: readonly Point[],
  count: number,
  random: () => number,
): readonly Point[] {
  if (points.length <= count) return points;
  const effects = someOf(points.filter(isEffect), Math.ceil((count * 2) / 3), random);
  const rest = someOf(
    points.filter((point) => !isEffect(point)),
    count - effects.length,
    random,
  );
  return points.filter((point) => effects.includes(point) || rest.includes(point));
}
