import { expect, test } from 'vitest';
import type { Sql } from '../../src/postgres/sql.ts';
import { claimLines } from '../../src/postgres/webhook-claims.ts';
import { enqueueDeliveries } from '../../src/postgres/webhook-delivery-store.ts';
import { writeEnds } from '../../src/postgres/webhook-ends.ts';
import { renewLeases } from '../../src/postgres/webhook-leases.ts';
import type { ClaimedDelivery } from '../../src/postgres/webhook-queue.ts';
import { accepted, delivery, noon, roomy, useQueue } from './queue-world.ts';

const { held, process, enqueue } = useQueue();

test('what ends after its lease was renewed, or its line has grown, ends without a walk through all that is open', async () => {
  const many = Array.from({ length: 1_000 }, (_, index) => delivery(`subject-${index}`));
  await enqueue(...many);
  // as the database remembers it when it has last looked while nothing waited
  await held.database.read('delete from webhook_open');
  await held.database.read('analyze webhook_open');
  await held.database.read('truncate webhook_line, webhook_delivery, webhook_attempt');
  await enqueue(...many);
  const queue = process();
  const claimed = await queue.claim({ ...roomy, total: 20 });
  const unknown = claimed.map((one) => ({ ...one }));
  await queue.renew(claimed);

  const read = await held.database.transact(async (sql) => {
    const before = await rowsRead(sql, 'webhook_open');
    await writeEnds(sql, ends(claimed.slice(0, 10)), noon);
    const between = await rowsRead(sql, 'webhook_open');
    await writeEnds(sql, ends(unknown.slice(10)), noon);
    return { renewed: between - before, unknown: (await rowsRead(sql, 'webhook_open')) - between };
  });

  expect(read.renewed).toBe(0);
  expect(read.unknown).toBeLessThan(100);
  const [left] = await held.database.read('select count(*)::int as lines from webhook_line');
  expect(left).toEqual({ lines: 980 });
});

const many = Array.from({ length: 5_000 }, (_, index) =>
  delivery(`subject-${index}`, { receiverId: `hook_${index % 4}` }),
);
const room = { ...roomy, total: 20, perReceiver: 10 };
const claim = { room, now: noon, leaseMs: 60_000 };

/** As the database remembers a table when it has seen many rows, and has last looked while there was none. */
async function lookWhileEmpty(table: string): Promise<void> {
  await enqueue(...many);
  await held.database.read(`vacuum analyze ${table}`);
  await held.database.read('delete from webhook_delivery where position > 1');
  await held.database.read('delete from webhook_line');
  await held.database.read(`${table === 'webhook_line' ? '' : 'vacuum '}analyze ${table}`);
}

/** A plan that was made while there was nothing is kept. */
const KEEPS_PLANS = "select set_config('plan_cache_mode', 'force_generic_plan', true)";

test.each(['webhook_line', 'webhook_delivery'])(
  'what is claimed of many is found without a walk through all of %s',
  async (table) => {
    await lookWhileEmpty(table);

    const read = await held.database.transact(async (sql) => {
      await sql(KEEPS_PLANS);
      expect(await claimLines(sql, claim)).toEqual([]);
      await enqueueDeliveries(sql, many.slice(4), noon);
      const before = await rowsRead(sql, table);
      expect(await claimLines(sql, claim)).toHaveLength(20);
      return (await rowsRead(sql, table)) - before;
    });

    // of each receiver as many as it has room for, and each that is taken once more where it stands
    expect(read).toBeLessThan(200);
  },
);

test('what a dead process left is counted where it stands, however much its receiver has had', async () => {
  await lookWhileEmpty('webhook_delivery');

  const read = await held.database.transact(async (sql) => {
    await sql(KEEPS_PLANS);
    await enqueueDeliveries(sql, many.slice(4), noon);
    const left = await claimLines(sql, { ...claim, leaseMs: -1 });
    const before = await rowsRead(sql, 'webhook_delivery');
    const taken = await claimLines(sql, claim);
    expect(ids(taken)).toEqual(ids(left));
    expect(taken.map(({ attempt }) => attempt)).toEqual(taken.map(() => 2));
    const between = await rowsRead(sql, 'webhook_delivery');
    await writeEnds(sql, ends(taken), noon);
    return { taken: between - before, ended: (await rowsRead(sql, 'webhook_delivery')) - between };
  });

  // neither for being claimed nor for being changed: both are done by their places
  expect(read).toEqual({ taken: 0, ended: 0 });
});

test.each(['webhook_line', 'webhook_delivery', 'webhook_open'])(
  'what ends after its line has moved is found without a walk through all of %s',
  async (table) => {
    await lookWhileEmpty(table);

    const read = await held.database.transact(async (sql) => {
      await sql(KEEPS_PLANS);
      await enqueueDeliveries(sql, many.slice(4), noon);
      const claimed = await claimLines(sql, claim);
      const unknown = claimed.map((one) => ({ ...one }));
      await renewLeases(sql, claimed, claim.leaseMs);
      const before = await rowsRead(sql, table);
      await writeEnds(sql, ends(unknown), noon);
      return (await rowsRead(sql, table)) - before;
    });

    // each is looked for where it was, and once more, and is changed where it stands
    expect(read).toBeLessThan(100);
    const [left] = await held.database.read('select count(*)::int as lines from webhook_line');
    expect(left).toEqual({ lines: many.length - 4 - 20 });
  },
);

function ids(claimed: readonly ClaimedDelivery[]): string[] {
  return claimed.map(({ deliveryId }) => deliveryId).sort();
}

function ends(claimed: readonly ClaimedDelivery[]) {
  return claimed.map((one) => ({
    claimed: one,
    record: accepted,
    after: { state: 'delivered' } as const,
  }));
}

/** How many rows of a table this transaction, and what its connection has not told of yet, was handed by an index or by reading all. */
async function rowsRead(sql: Sql, table: string): Promise<number> {
  const [row] = await sql<{ read: number }>(
    `select (seq_tup_read + idx_tup_fetch)::int as read from pg_stat_xact_user_tables
     where relname = $1`,
    [table],
  );
  return row?.read ?? 0;
}
