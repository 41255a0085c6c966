import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideDelivery, deliveryLimits, type TriedDelivery } from './decide-delivery.ts';

const noon = new Date('2026-01-01T12:00:00Z');
const { tryingMs, leastTryingMs, longestWaitMs } = deliveryLimits;
const fresh: TriedDelivery = { attempts: 1, triedFrom: noon, firstAttemptAt: noon };
const failed = { kind: 'failed' } as const;

function after(ms: number) {
  return new Date(noon.getTime() + ms);
}

test('what was accepted is delivered, also when its time is over', () => {
  const late = { now: after(2 * tryingMs), chance: 0.5 };

  expect(decideDelivery(fresh, { kind: 'accepted' }, late)).toEqual({ do: 'deliver' });
});

test('what is gone is parked at once', () => {
  expect(decideDelivery(fresh, { kind: 'gone' }, { now: noon, chance: 0.5 })).toEqual({
    do: 'park',
  });
});

test.for([
  [1, 5_000],
  [2, 15_000],
  [3, 45_000],
  [4, 135_000],
  [5, 405_000],
  [6, 1_215_000],
  [7, 3_645_000],
  [8, longestWaitMs],
  [40, longestWaitMs],
])('after %i failed attempts the wait is %i ms', ([attempts = 0, afterMs]) => {
  expect(decideDelivery({ ...fresh, attempts }, failed, { now: noon, chance: 0.5 })).toEqual({
    do: 'retry',
    afterMs,
  });
});

test('chance makes a wait a fifth longer or shorter, and no more', () => {
  const waitAt = (chance: number) => decideDelivery(fresh, failed, { now: noon, chance });

  expect(waitAt(0)).toEqual({ do: 'retry', afterMs: 4_000 });
  expect(waitAt(1)).toEqual({ do: 'retry', afterMs: 6_000 });
});

test('a receiver that asks for a longer wait is left alone for so long', () => {
  const asked = { kind: 'failed', retryAfterMs: 600_000 } as const;

  expect(decideDelivery(fresh, asked, { now: noon, chance: 0.5 })).toEqual({
    do: 'retry',
    afterMs: 600_000,
  });
});

test('a failing delivery is tried for a day, the last time when the day is over, and parked then', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 100 }),
      (dice) => {
        let elapsedMs = 0;
        for (const [index, chance] of dice.entries()) {
          const delivery = { ...fresh, attempts: index + 1 };
          const step = decideDelivery(delivery, failed, { now: after(elapsedMs), chance });
          if (step.do === 'park') break;
          if (step.do !== 'retry') throw new Error('a failed attempt delivered');
          expect(step.afterMs).toBeGreaterThan(0);
          elapsedMs += step.afterMs;
        }
        expect(elapsedMs).toBe(tryingMs);
      },
    ),
  );
});

test('one that stood behind another for a day is still tried for an hour', () => {
  const behind = { ...fresh, firstAttemptAt: after(tryingMs) };

  const first = decideDelivery(behind, failed, { now: after(tryingMs), chance: 0.5 });
  const last = decideDelivery(behind, failed, {
    now: after(tryingMs + leastTryingMs),
    chance: 0.5,
  });

  expect(first).toEqual({ do: 'retry', afterMs: 5_000 });
  expect(last).toEqual({ do: 'park' });
});
