import { once } from 'node:events';
import { expect, test } from 'vitest';
import { mintId } from '../ids.ts';
import type { Sight } from '../postgres/event-view.ts';
import type { Sql } from '../postgres/sql.ts';
import { createLiveEvents } from './live-events.ts';

const teamId = mintId('team');
const eventId = mintId('event');
const limits = { lookEveryMs: 1, page: 50 };

/** A log in memory, in the shape of the two tables that are read. */
function logOf(length: number) {
  const row = (sequence: number) => ({
    team_id: teamId,
    sequence: String(sequence),
    event_id: eventId,
    type: 'project.created',
    at: new Date(0),
    actor: { kind: 'system' },
    subject: {},
    operation_id: null,
    data: { filler: 'x'.repeat(1_000) },
    previous_hash: '',
    hash: '',
  });
  const read = async (text: string, [, after = 0, limit = 0]: readonly unknown[] = []) => {
    if (text.includes('event_head')) return [{ team_id: teamId, sequence: String(length) }];
    const rest = Math.max(0, Math.min(Number(limit), length - Number(after)));
    return Array.from({ length: rest }, (_, at) => row(Number(after) + at + 1));
  };
  return read as Sql;
}

const follow = (read: Sql, sight: () => Promise<Sight | undefined> = async () => 'all') => {
  const live = createLiveEvents({ read, onError: () => {}, limits });
  return { live, opened: live.follow(teamId, { after: 0, sight }) };
};

test('a reader that is slow is waited for: no more is held than two pages', async () => {
  const { live, opened } = follow(logOf(5_000));
  const stream = await opened;

  await once(stream, 'readable');
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  const held = stream.readableLength;
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.includes('id: 5000\n')) live.close();
  }

  expect(held).toBeLessThan(200_000);
  expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))).toEqual(
    Array.from({ length: 5_000 }, (_, at) => at + 1),
  );
});

test('who is told that something happened looks at once, and not only when its time has come', async () => {
  const logs = [logOf(3), logOf(4), logOf(5)];
  const read: Sql = (text, values) => (logs[0] as Sql)(text, values);
  const live = createLiveEvents({ read, onError: () => {}, limits: { lookEveryMs: 3_600_000 } });
  const stream = await live.follow(teamId, { sight: async () => 'all' });
  const seen: number[] = [];
  const told = (async () => {
    for await (const chunk of stream) {
      for (const [, id] of String(chunk).matchAll(/^id: (\d+)$/gm)) seen.push(Number(id));
      if (seen.length === 1 || seen.length === 2) logs.shift();
      if (seen.length === 1) live.wake();
      if (seen.length === 2) live.close();
    }
  })();

  logs.shift();
  live.wake('another team');
  live.wake(teamId);
  await told;

  expect(seen).toEqual([4, 5]);
});

test('a stream breaks off when whether its reader may go on cannot be told', async () => {
  const { opened } = follow(logOf(3), async () => {
    throw new Error('the database is away');
  });

  let text = '';
  for await (const chunk of await opened) text += String(chunk);

  expect(text).toBe('retry: 2000\n\n');
});

test('who comes after the end is sent away', async () => {
  const live = createLiveEvents({ read: logOf(3), onError: () => {}, limits });
  live.close();

  const stream = await live.follow(teamId, { sight: async () => 'all' });

  expect(await stream.toArray()).toEqual([]);
});
