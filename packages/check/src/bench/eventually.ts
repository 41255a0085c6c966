import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from './bench.ts';

const LOOKED_EVERY_MS = 50;

/** What is found before patience is over; undefined where nothing is. */
export async function eventually<Found>(
  { patienceMs }: Pick<Bench, 'patienceMs'>,
  look: () => Found | undefined,
): Promise<Found | undefined> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const found = look();
    if (found !== undefined || performance.now() >= until) return found;
    await pause(LOOKED_EVERY_MS);
  }
}
