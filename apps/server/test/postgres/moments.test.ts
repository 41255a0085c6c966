import { expect, test } from 'vitest';
import { MOMENT, Moments } from '../../src/postgres/moments.ts';
import type { Sql } from '../../src/postgres/sql.ts';
import { useDatabase } from '../vault/test-database.ts';

const held = useDatabase();

async function momentOn(sql: Sql): Promise<string> {
  const [row] = await sql<{ moment: string }>(`select ${MOMENT} as moment`);
  return row?.moment ?? '';
}

/** A team, at a moment that lasts, whatever else is written meanwhile; and how often it has been looked. */
function atOneMoment<Outcome>(
  work: (at: { moments: Moments; moment: string; looks: () => number }) => Promise<Outcome>,
): Promise<Outcome> {
  return held.database.transact(async (sql) => {
    await sql('set transaction isolation level repeatable read');
    await sql(
      `insert into event_head (team_id, sequence, hash) values ('team_1', 1, '') on conflict do nothing`,
    );
    let looks = 0;
    const moments = new Moments((text, values) => {
      looks += 1;
      return sql(text, values);
    });
    return work({ moments, moment: await momentOn(sql), looks: () => looks });
  });
}

test('what was read at a moment that was seen twice is known to be so still by one look', async () => {
  const found = await atOneMoment(async ({ moments, moment, looks }) => {
    moments.note('team_1', moment);
    moments.note('team_1', moment);
    return [await moments.isStill('team_1', [moment, moment]), looks()];
  });

  expect(found).toEqual([true, 1]);
});

test.each([
  ['only once was it seen that nothing is written', ['now'], ['now']],
  ['something was written before the last look', ['before', 'now'], ['now']],
  ['one of them was read before that', ['now', 'now'], ['now', 'before']],
  ['of one it is not known when it was read', ['now', 'now'], ['now', undefined]],
  ['nothing was seen of the team', [], ['now']],
])('nobody is asked in vain where %s', async (_, seen, readAt) => {
  const found = await atOneMoment(async ({ moments, moment, looks }) => {
    const at = (when: string | undefined) => (when === 'now' ? moment : when);
    for (const when of seen) moments.note('team_1', at(when) ?? '');
    return [await moments.isStill('team_1', readAt.map(at)), looks()];
  });

  expect(found).toEqual([false, 0]);
});

test('a team of which nothing has ever happened is looked at anew each time', async () => {
  const found = await atOneMoment(async ({ moments, moment }) => {
    moments.note('team_2', moment);
    moments.note('team_2', moment);
    return moments.isStill('team_2', [moment]);
  });

  expect(found).toBe(false);
});

test('what is being written is not so still once it is, also where the look before saw it begin', async () => {
  const { transact, read } = held.database;
  await read(
    `insert into event_head (team_id, sequence, hash) values ('team_3', 1, '') on conflict do nothing`,
  );
  const moments = new Moments(read);
  const before = await transact(async (sql) => {
    await sql(`update event_head set hash = 'written' where team_id = 'team_3'`);
    const moment = await momentOn(read);
    moments.note('team_3', moment);
    moments.note('team_3', moment);
    return moment;
  });

  expect(await moments.isStill('team_3', [before])).toBe(false);
});
