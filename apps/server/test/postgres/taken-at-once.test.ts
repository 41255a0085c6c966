import { createTestDatabase, type TestDatabase } from '@kontor/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { advanceStatePlans } from '../../src/jobs/advance-state-plans.ts';
import { pruneStatePlans } from '../../src/jobs/prune-state-plans.ts';
import { refreshStaleProjects } from '../../src/jobs/refresh-stale-projects.ts';
import { resumePayments } from '../../src/jobs/run-payments.ts';
import { type Database, openDatabase } from '../../src/postgres/database.ts';
import { mailQueueOn } from '../../src/postgres/mail-queue.ts';
import { migrate } from '../../src/postgres/migrate.ts';
import type { Sql } from '../../src/postgres/sql.ts';
import { type CallBackPorts, callBack } from '../../src/webhooks/call-back.ts';

const WAITING = 1_200;

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  await migrate(testDatabase.url);
  database = openDatabase({ url: testDatabase.url });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const ended = AbortSignal.abort();
const now = () => new Date();
const onError = (error: unknown) => {
  throw error;
};

/** What fills a queue, what takes from it, and what a row is like that is left. */
const claims: readonly {
  readonly table: string;
  readonly atMost: number;
  readonly fill: string;
  readonly take: (sql: Sql) => Promise<unknown>;
  readonly untaken: string;
}[] = [
  {
    table: 'payment_queue',
    atMost: 16,
    fill: `insert into payment_queue (payment_id, team_id, due_at)
      select 'pay_' || n, 'team_1', now() from generate_series(1, ${WAITING}) n`,
    take: (sql) =>
      resumePayments({
        ...{ sql, now, onError, signal: ended, collectInvoice: undefined },
        runPayment: { resume: async () => {} } as never,
      }),
    untaken: 'leased_until is null',
  },
  {
    table: 'state_plan_queue',
    atMost: 8,
    fill: `insert into state_plan_queue (state_plan_id, team_id, due_at)
      select 'plan_' || n, 'team_1', now() from generate_series(1, ${WAITING}) n`,
    take: (sql) =>
      advanceStatePlans({
        ...{ sql, now, onError, signal: new AbortController().signal },
        advanceStatePlan: async () => undefined as never,
      }),
    untaken: 'leased_until is null',
  },
  {
    table: 'mail',
    atMost: 5,
    fill: `insert into mail
        (mail_id, kind, about, recipient, sealed, created_at, useless_at, due_at)
      select 'mail_' || n, 'invitation', 'inv_' || n, 'a@b.example', '', now(), now(), now()
      from generate_series(1, ${WAITING}) n`,
    take: (sql) => mailQueueOn(sql).claim(new Date(), 5),
    untaken: 'attempts = 0',
  },
  {
    table: 'stale_project',
    atMost: 1,
    fill: `with made as (insert into project (team_id, project_id, name, created_at)
        select 'team_1', 'prj_' || n, n, now() from generate_series(1, ${WAITING}) n returning *)
      insert into stale_project (team_id, project_id, cause, queued_at)
      select team_id, project_id, 'test', now() from made`,
    take: async (sql) => {
      const first = new AbortController();
      const transact = async () => first.abort() as never;
      await refreshStaleProjects({ sql, transact, onError, signal: first.signal });
    },
    untaken: 'attempts = 0',
  },
  {
    table: 'transfer_request',
    atMost: 20,
    fill: `insert into transfer_request (code_hash, transfer_id, source_team_id, kind, project_id, name,
        actor, created_at, expires_at, status, callback_due_at)
      select n::text::bytea, 'xfr_' || n, 'team_1', 'project', 'prj_1', '',
        '{}', now(), now(), 'done', now() from generate_series(1, ${WAITING}) n`,
    take: (sql) =>
      callBack({ database: { read: sql, transact: on(sql) }, now } as CallBackPorts, ended),
    untaken: 'callback_attempts = 0',
  },
  {
    table: 'state_plan',
    atMost: 500,
    fill: `insert into state_plan (team_id, state_plan_id, project, status, planned, steps,
        fingerprint, file_digest, is_drift, prunes, created_by, created_at, expires_at)
      select 'team_1', 'plan_' || n, 'prj_1', 'ready', '{}', '[]', '', '', false, false, '{}',
        now(), '2026-01-01' from generate_series(1, ${WAITING}) n`,
    take: (sql) => pruneStatePlans({ sql: interruptedAfterOne(sql), now, plansKeptDays: 1 }),
    untaken: 'true',
  },
];

function on(sql: Sql): Database['transact'] {
  return (work) => work(sql, () => {});
}

function interruptedAfterOne(sql: Sql): Sql {
  let isFirst = true;
  return async (text, values) => {
    if (!isFirst) return [];
    isFirst = false;
    return sql(text, values);
  };
}

test.each(claims)(
  'of many in $table no more than $atMost are taken at a time, also by a plan that was made while there were none',
  async ({ table, atMost, fill, take, untaken }) => {
    await database.upkeep(`vacuum analyze ${table}`);

    const left = await database.transact(async (sql) => {
      // what is left is to look for the rows of each that stands in the table once more
      for (const way of ['hashjoin', 'mergejoin', 'material', 'indexscan', 'bitmapscan']) {
        await sql(`set local enable_${way} = off`);
      }
      await sql("set local plan_cache_mode = 'force_generic_plan'");
      await take(sql);
      await sql(fill);
      await take(sql);
      const [row] = await sql<{ left: number }>(
        `select count(*)::int as left from ${table} where ${untaken}`,
      );
      return row?.left;
    });

    expect(left).toBe(WAITING - atMost);
  },
);
