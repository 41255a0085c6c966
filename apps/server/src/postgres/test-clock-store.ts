import type { TestClock, TestClockStore } from '@kontor/core';
import type { Sql } from './sql.ts';

type Row = {
  now: Date;
  created_at: Date;
  advanced_by: string | null;
  advancing_to: Date | null;
  leased_until: Date | null;
};

/** The test clock of one team in PostgreSQL, in the transaction that `sql` runs in. */
export function testClockStore(sql: Sql, teamId: string): TestClockStore {
  const one = async (lock: string) => {
    const [row] = await sql<Row>(
      `select now, created_at, advanced_by, advancing_to, leased_until from test_clock
       where team_id = $1 ${lock}`,
      [teamId],
    );
    return row && testClockOf(row);
  };
  return {
    find: () => one(''),
    lock: () => one('for update'),
    insert: async ({ now, createdAt }) => {
      const rows = await sql(
        `insert into test_clock (team_id, now, created_at) values ($1, $2, $3)
         on conflict (team_id) do nothing returning 1`,
        [teamId, now, createdAt],
      );
      return rows.length > 0;
    },
    save: async ({ now, run }) => {
      await sql(
        `update test_clock set now = $2, advanced_by = $3, advancing_to = $4, leased_until = $5
         where team_id = $1`,
        [teamId, now, run?.id ?? null, run?.to ?? null, run?.leasedUntil ?? null],
      );
    },
    remove: async () => {
      await sql('delete from test_clock where team_id = $1', [teamId]);
    },
    hasInstalled: async () => {
      const rows = await sql(
        'select 1 from installation where team_id = $1 and finalized_at is null limit 1',
        [teamId],
      );
      return rows.length > 0;
    },
  };
}

function testClockOf(row: Row): TestClock {
  const { advanced_by: id, advancing_to: to, leased_until: leasedUntil } = row;
  return {
    now: row.now,
    createdAt: row.created_at,
    run: id === null || leasedUntil === null ? null : { id, to, leasedUntil },
  };
}
