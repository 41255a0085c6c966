import { setTimeout as pause } from 'node:timers/promises';

const LOOKED_EVERY_MS = 50;

export type Patience = { readonly patienceMs: number; readonly onWaiting: () => void };

/** Looks again and again until something is there or patience is over. */
export async function looked<Found>(
  { patienceMs, onWaiting }: Patience,
  look: () => Found | undefined | Promise<Found | undefined>,
): Promise<Found | undefined> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined || performance.now() >= until) return found;
    onWaiting();
    await pause(LOOKED_EVERY_MS);
  }
}
