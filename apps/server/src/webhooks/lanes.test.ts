import { describe, expect, test } from 'vitest';
import { Lanes } from './lanes.ts';

const accepted = { outcome: 'accepted', status: 204, isSlow: false };
const refused = { outcome: 'refused', status: 500, isSlow: false };
const late = { outcome: 'timeout', status: null, isSlow: false };

/** Lanes with so many items ready for each receiver, and what was begun of them. */
function lanesWith(ready: Readonly<Record<string, number>>, { parallel = 64 } = {}) {
  const lanes = new Lanes<string>({ parallel, parallelPerReceiver: 4 });
  const begun: string[] = [];
  const start = () => lanes.start((item) => void begun.push(item));
  for (const [receiver, count] of Object.entries(ready)) {
    for (let index = 1; index <= count; index++) lanes.put(receiver, `${receiver}${index}`);
  }
  start();
  return { lanes, begun, start };
}

/** How many more of each receiver would be claimed. */
function room(lanes: Lanes<string>, receiver: string): number {
  return 4 - (lanes.active().get(receiver) ?? 0);
}

describe('what is sent at a time', () => {
  test('to one receiver is limited, and to others not by that', () => {
    const { begun } = lanesWith({ a: 6, b: 2 });

    expect(begun.filter((item) => item.startsWith('a'))).toEqual(['a1', 'a2', 'a3', 'a4']);
    expect(begun).toContain('b2');
  });

  test('is limited in all, and receivers take turns', () => {
    const { lanes, begun, start } = lanesWith({ a: 9, b: 9, c: 9 }, { parallel: 3 });
    expect(begun).toEqual(['a1', 'b1', 'c1']);

    for (let turn = 0; turn < 3; turn++) {
      lanes.ended('a', accepted);
      start();
    }

    expect(begun.slice(3)).toEqual(['a2', 'b2', 'c2']);
  });
});

test('what takes long makes room for others, and not for more to the same', () => {
  const { lanes, begun, start } = lanesWith({ a: 9, b: 3 }, { parallel: 4 });
  expect(begun).toEqual(['a1', 'b1', 'a2', 'b2']);

  expect(lanes.takesLong('a')).toEqual({
    ready: ['a3', 'a4', 'a5', 'a6', 'a7', 'a8', 'a9'],
    makesRoom: true,
  });
  start();

  expect(begun.slice(4)).toEqual(['b3']);
  expect([lanes.slow, room(lanes, 'a')]).toEqual([1, 2]);
  lanes.ended('a', { ...accepted, isSlow: true });
  expect([lanes.slow, room(lanes, 'a')]).toEqual([0, 4]);
});

test('a thousand that take long make room, and more do not', () => {
  const { lanes } = lanesWith({}, { parallel: 2_000 });
  for (let index = 0; index < 1_001; index++) lanes.put(`receiver-${index}`, 'item');
  lanes.start(() => {});

  const made = Array.from({ length: 1_001 }, (_, at) => lanes.takesLong(`receiver-${at}`));

  expect(made.filter(({ makesRoom }) => makesRoom)).toHaveLength(1_000);
});

describe('what is held for a receiver', () => {
  test('grows with what it accepts, up to eight times the usual', () => {
    const { lanes, start } = lanesWith({ a: 2 });
    expect(room(lanes, 'a')).toBe(2);

    lanes.ended('a', accepted);
    expect(room(lanes, 'a')).toBe(4);
    for (let sent = 0; sent < 50; sent++) {
      lanes.put('a', 'more');
      start();
      lanes.ended('a', accepted);
    }

    expect(room(lanes, 'a')).toBe(31);
  });

  test('stays where it answers that it does not want it', () => {
    const { lanes } = lanesWith({ a: 4 });

    lanes.ended('a', refused);

    expect(room(lanes, 'a')).toBe(1);
  });

  test('is one alone where it does not answer, until it accepts, and the rest is not kept from others', () => {
    const { lanes, begun, start } = lanesWith({ a: 8 });
    expect(lanes.ended('a', late)).toEqual(['a6', 'a7', 'a8']);
    for (let sent = 0; sent < 3; sent++) lanes.ended('a', late);
    start();
    expect(begun).toHaveLength(5);
    expect(lanes.ended('a', late)).toEqual([]);
    expect(room(lanes, 'a')).toBe(1);

    lanes.put('a', 'again');
    start();
    lanes.ended('a', accepted);

    expect(room(lanes, 'a')).toBe(2);
  });

  test('is forgotten where it answers, has nothing left and is given no more than usual', () => {
    const { lanes } = lanesWith({ a: 1, b: 1 });

    lanes.ended('a', refused);
    lanes.ended('b', late);

    expect([...lanes.active().keys()]).toEqual(['b']);
  });

  test('stays what it has grown to when nothing is left for a moment', () => {
    const { lanes, start } = lanesWith({ a: 2 });
    lanes.ended('a', accepted);
    lanes.ended('a', accepted);
    expect(lanes.isEmpty()).toBe(true);
    expect(room(lanes, 'a')).toBe(6);

    lanes.put('a', 'later');
    start();
    expect(room(lanes, 'a')).toBe(5);
    lanes.ended('a', late);

    expect(room(lanes, 'a')).toBe(1);
  });

  test('is remembered of the thousand that accepted last', () => {
    const { lanes, start } = lanesWith({});
    for (let index = 0; index < 1_100; index++) {
      lanes.put(`fast-${index}`, 'item');
      start();
      lanes.ended(`fast-${index}`, accepted);
    }

    const known = [...lanes.active().keys()];
    expect(known).toHaveLength(1_000);
    expect(known[0]).toBe('fast-100');
  });

  test('is remembered of a thousand that hang, and of what is under way', () => {
    const { lanes } = lanesWith({ busy: 1 });
    for (let index = 0; index < 1_100; index++) {
      lanes.put(`hung-${index}`, 'item');
      lanes.start(() => {});
      lanes.ended(`hung-${index}`, late);
    }

    const known = [...lanes.active().keys()];
    expect(known).toHaveLength(1_000);
    expect(known).toContain('busy');
    expect(known).toContain('hung-1099');
  });
});

test('what is taken out of the lanes is begun no more', () => {
  const { lanes, begun, start } = lanesWith({ a: 6 });

  expect(lanes.empty()).toEqual(['a5', 'a6']);
  lanes.ended('a', accepted);
  start();

  expect(begun).toHaveLength(4);
  expect(lanes.isEmpty()).toBe(true);
});
