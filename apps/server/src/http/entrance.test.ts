import { ok } from '@kontor/core';
import { expect, test, vi } from 'vitest';
import type { Crowding } from './crowding.ts';
import { createEntrance, type EntranceLimits, shareOf } from './entrance.ts';

/** Work that goes on until it is told to end, and how many of it there are. */
function bench(limits: EntranceLimits = { places: 2, perKey: 1, waiting: 1 }, crowding?: Crowding) {
  const entrance = createEntrance(limits, crowding);
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => ends.push(resolve));
  const enter = (key: string) =>
    entrance.within(key, async () => {
      await work();
      return ok(key);
    });
  return { entrance, enter, ends, work };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a team waits behind itself, and is turned away where its line is full; another goes in', async () => {
  const { entrance, enter, ends } = bench();
  const [first, second] = [enter('a'), enter('a')];

  const third = await enter('a');
  const other = enter('b');
  await settled();

  expect(third).toMatchObject({
    ok: false,
    error: { code: 'unavailable', facts: { retryAfterSeconds: 1 } },
  });
  expect(entrance.counts()).toEqual({ running: 2, waiting: 1 });
  for (const all = [first, second, other]; all.length > 0; all.pop()) {
    ends.shift()?.();
    await settled();
  }
  expect(await Promise.all([first, second, other])).toEqual([ok('a'), ok('a'), ok('b')]);
  expect(entrance.counts()).toEqual({ running: 0, waiting: 0 });
});

/** A process of which the test says how many share it, and whether it is full. */
function shared(state: { isShared: boolean; isCrowded: boolean; busyMs: number }): Crowding {
  return {
    note: () => {},
    noteHeldBack: () => {},
    isShared: () => state.isShared,
    isCrowded: () => state.isCrowded,
    busyMs: () => state.busyMs,
  };
}

test('a team that nobody asks beside has more in hand, until somebody does', async () => {
  const state = { isShared: false, isCrowded: false, busyMs: 0 };
  const limits = { places: 8, perKeyAlone: 3, perKey: 1, waiting: 9 };
  const { entrance, enter, ends } = bench(limits, shared(state));
  const all = Array.from({ length: 4 }, () => enter('a'));
  await settled();
  expect(entrance.counts()).toEqual({ running: 3, waiting: 1 });

  state.isShared = true;
  const other = enter('b');
  await settled();
  expect(entrance.counts()).toEqual({ running: 4, waiting: 1 });

  while (entrance.counts().running > 0) {
    ends.shift()?.();
    await settled();
  }
  expect(await Promise.all([...all, other])).toHaveLength(5);
});

test('in a crowd a team rests for as long as the process worked for it, and wrote out its answer', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const state = { isShared: true, isCrowded: true, busyMs: 100 };
  const { entrance, enter, ends } = bench({ places: 8, perKey: 1, waiting: 9 }, shared(state));
  try {
    const all = [enter('a'), enter('a')];
    await settled();
    state.busyMs = 130;
    ends.shift()?.();
    expect(await all[0]).toEqual(ok('a'));
    state.busyMs = 145;
    await settled();

    await vi.advanceTimersByTimeAsync(44);
    expect(entrance.counts()).toEqual({ running: 1, waiting: 1 });
    await vi.advanceTimersByTimeAsync(1);
    expect(entrance.counts()).toEqual({ running: 1, waiting: 0 });

    ends.shift()?.();
    await all[1];
    // nobody is behind it, so there is nothing to rest for
    expect(entrance.counts()).toEqual({ running: 0, waiting: 0 });
  } finally {
    vi.useRealTimers();
  }
});

test('in a crowd a team has less in hand, and all of it again once there is room', async () => {
  const state = { isShared: true, isCrowded: true, busyMs: 0 };
  const limits = { places: 8, perKey: 3, perKeyCrowded: 1, waiting: 9 };
  const { entrance, enter, ends } = bench(limits, shared(state));
  const all = Array.from({ length: 5 }, () => enter('a'));
  await settled();
  const inCrowd = entrance.counts();

  state.isCrowded = false;
  ends.shift()?.();
  await settled();

  expect(inCrowd).toEqual({ running: 1, waiting: 4 });
  expect(entrance.counts()).toEqual({ running: 3, waiting: 1 });
  while (entrance.counts().running > 0) {
    ends.shift()?.();
    await settled();
  }
  expect(await Promise.all(all)).toHaveLength(5);
});

test('whoever waits aside has no place meanwhile, and has it again before it goes on', async () => {
  const { entrance, enter, ends, work } = bench();
  const waited = Promise.withResolvers<void>();
  const told: string[] = [];
  const patient = entrance.within('a', async () => {
    await Promise.all([entrance.aside(() => waited.promise), entrance.aside(() => waited.promise)]);
    told.push('went on');
    await work();
    return ok('patient');
  });
  await settled();
  const busy = enter('a');
  await settled();
  expect(entrance.counts()).toEqual({ running: 1, waiting: 0 });

  waited.resolve();
  await settled();
  expect(told).toEqual([]);
  ends.shift()?.();
  await busy;
  await settled();
  expect(told).toEqual(['went on']);

  ends.shift()?.();
  expect(await patient).toEqual(ok('patient'));
  expect(entrance.counts()).toEqual({ running: 0, waiting: 0 });
});

test('what goes on behind an answer takes no place', async () => {
  const { entrance } = bench();
  const later = Promise.withResolvers<void>();
  let behind: Promise<void> = Promise.resolve();
  await entrance.within('a', async () => {
    behind = entrance.aside(() => later.promise);
    return ok(null);
  });

  later.resolve();
  await behind;

  expect(entrance.counts()).toEqual({ running: 0, waiting: 0 });
});

test('work that no request is behind waits for nobody', async () => {
  const { entrance } = bench();

  expect(await entrance.aside(async () => 'done')).toBe('done');
});

test.each([
  [{ team: { id: 'team_a' } }, 'team_a'],
  [{ installationId: 'icfg_a', teamId: 'team_a', integrationId: 'oac_a' }, 'oac_a'],
  [{ serviceId: 'srv_a' }, 'srv_a'],
  [{ userId: 'user_a' }, 'user_a'],
  [null, '192.0.2.1'],
])('the share of %j is that of %s', (caller, share) => {
  expect(shareOf(caller as Parameters<typeof shareOf>[0], '192.0.2.1')).toBe(share);
});
