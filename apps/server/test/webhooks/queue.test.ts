import { expect, test } from 'vitest';
import { pruneWebhooks } from '../../src/jobs/prune-webhooks.ts';
import { sqlOn } from '../../src/postgres/sql.ts';
import { enqueueDeliveries, type NewDelivery } from '../../src/postgres/webhook-delivery-store.ts';
import { ATTEMPTS_OF_D, listSent } from '../../src/postgres/webhook-delivery-views.ts';
import type { ClaimedDelivery } from '../../src/postgres/webhook-queue.ts';
import { redeliver } from '../../src/postgres/webhook-redelivery.ts';
import { accepted, delivery, noon, roomy, teamId, useQueue } from './queue-world.ts';

const { held, process, enqueue } = useQueue();
const DAY_MS = 24 * 60 * 60_000;
const refused = { ...accepted, outcome: 'refused', status: 500 };

function later(ms: number): Date {
  return new Date(noon.getTime() + ms);
}

function ids(claimed: readonly ClaimedDelivery[]): string[] {
  return claimed.map(({ deliveryId }) => deliveryId).sort();
}

async function stateOf({ id }: NewDelivery) {
  const [row] = await held.database.read<{ state: string; attempts: number }>(
    'select state, attempts from webhook_delivery where delivery_id = $1',
    [id],
  );
  return row;
}

async function outcomesOf({ id }: NewDelivery) {
  const rows = await held.database.read<{ outcome: string | null }>(
    `select a.outcome from webhook_delivery d cross join lateral (${ATTEMPTS_OF_D}) a
     where d.delivery_id = $1 order by a.attempt`,
    [id],
  );
  return rows.map(({ outcome }) => outcome);
}

function theOne(claimed: readonly ClaimedDelivery[]): ClaimedDelivery {
  const [one] = claimed;
  if (one === undefined || claimed.length > 1) throw new Error(`${claimed.length} were claimed`);
  return one;
}

test('of a subject the first is claimed, and the next one when that has ended', async () => {
  const [first, second, other] = [delivery('a'), delivery('a'), delivery('b')];
  await enqueue(first, second, other);

  const claimed = await process().claim(roomy);

  expect(ids(claimed)).toEqual([first.id, other.id].sort());
  expect(await process().claim(roomy)).toEqual([]);
  for (const one of claimed) await process().finish(one, accepted, { state: 'delivered' });
  const next = theOne(await process().claim(roomy));
  expect(next.deliveryId).toBe(second.id);
  await process().finish(next, refused, { state: 'parked' });
  expect(await held.database.read('select 1 from webhook_line')).toEqual([]);
});

test('what is to be repeated is claimed again when it is due, before what follows it', async () => {
  const [first, second] = [delivery('a'), delivery('a')];
  await enqueue(first, second);
  const claimed = theOne(await process().claim(roomy));
  await process().finish(claimed, refused, { state: 'waiting', dueAt: later(5_000) });

  expect(await process({ now: later(4_999) }).claim(roomy)).toEqual([]);
  const again = theOne(await process({ now: later(5_000) }).claim(roomy));

  expect(again).toMatchObject({ deliveryId: first.id, attempts: 2, firstAttemptAt: noon });
});

test('of many processes that claim at once each delivery is one of them’s', async () => {
  const all = Array.from({ length: 40 }, (_, index) =>
    delivery(`subject-${index}`, { receiverId: `hook_${index % 5}` }),
  );
  await enqueue(...all);

  const claims = await Promise.all(
    Array.from({ length: 8 }, () => process().claim({ ...roomy, total: 10 })),
  );

  const claimed = ids(claims.flat());
  expect(new Set(claimed).size).toBe(claimed.length);
  const rest = await process().claim(roomy);
  expect([...claimed, ...ids(rest)].sort()).toEqual(all.map(({ id }) => id).sort());
});

test('a receiver gets no more than its room, however much waits for it, and others get theirs', async () => {
  const crowd = Array.from({ length: 20 }, (_, index) => delivery(`s${index}`));
  const others = [delivery('x', { receiverId: 'hook_2' }), delivery('y', { receiverId: 'hook_3' })];
  await enqueue(...crowd);
  await enqueue(...others);
  const room = {
    total: 12,
    perReceiver: 4,
    active: new Map([
      ['hook_1', 1],
      ['hook_3', 4],
    ]),
  };

  const claimed = await process().claim(room);

  const perReceiver = Map.groupBy(claimed, ({ receiverId }) => receiverId);
  expect(perReceiver.get('hook_1')).toHaveLength(3);
  expect(perReceiver.get('hook_2')).toHaveLength(1);
  expect(perReceiver.has('hook_3')).toBe(false);
});

test('where more waits than there is room for, one that has waited longest is no sooner full than others have some', async () => {
  await enqueue(...Array.from({ length: 20 }, (_, index) => delivery(`s${index}`)));
  const others = ['x', 'y', 'z'].map((subject) => delivery(subject, { receiverId: 'hook_2' }));
  await held.database.transact((sql) => enqueueDeliveries(sql, others, later(1_000)));

  const claimed = await process({ now: later(2_000) }).claim({ ...roomy, total: 6 });

  expect(claimed.filter(({ receiverId }) => receiverId === 'hook_2')).toHaveLength(3);
  expect(claimed).toHaveLength(6);
});

test('what a dead process left is taken over, and what that one says afterwards decides nothing', async () => {
  const one = delivery('a');
  await enqueue(one);
  const dead = theOne(await process({ leaseMs: -1 }).claim(roomy));
  const taken = theOne(await process().claim(roomy));

  expect(taken).toMatchObject({ deliveryId: one.id, attempts: 2 });
  expect(await outcomesOf(one)).toEqual(['interrupted']);
  await process().finish(dead, accepted, { state: 'delivered' });
  expect(await stateOf(one)).toEqual({ state: 'waiting', attempts: 1 });
  expect(await outcomesOf(one)).toEqual(['accepted']);
  await process().finish(taken, accepted, { state: 'delivered' });
  expect(await stateOf(one)).toEqual({ state: 'delivered', attempts: 2 });
});

test('many that end at once each end as they did, and one that cannot be written holds up no other', async () => {
  const all = Array.from({ length: 9 }, (_, index) => delivery(`subject-${index}`));
  const [lost, broken] = [delivery('lost'), delivery('broken')];
  await enqueue(lost);
  const old = theOne(await process({ leaseMs: -1 }).claim(roomy));
  await enqueue(...all, broken);
  const queue = process();
  const claimed = await queue.claim(roomy);
  const unwritable = { ...accepted, message: 'no \0 is text' };

  const outcomes = await Promise.allSettled([
    queue.finish(old, accepted, { state: 'delivered' }),
    ...claimed.map((one) =>
      one.deliveryId === broken.id
        ? queue.finish(one, unwritable, { state: 'delivered' })
        : queue.finish(one, refused, { state: 'waiting', dueAt: later(1_000) }),
    ),
  ]);

  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect(await outcomesOf(lost)).toEqual(['accepted', 'refused']);
  expect(await stateOf(lost)).toMatchObject({ state: 'waiting' });
  const due = ids(await process({ now: later(1_000) }).claim(roomy));
  expect(due).toEqual([...all, lost].map(({ id }) => id).sort());
});

test('what is given back counts for nothing, and what it is being given back for takes only its own', async () => {
  const [one, other] = [delivery('a'), delivery('b')];
  await enqueue(one, other);
  const claimed = await process({ leaseMs: -1 }).claim(roomy);
  const [first, second] = claimed.toSorted((a, b) => a.subject.localeCompare(b.subject));
  if (first === undefined || second === undefined) throw new Error('two are claimed');
  await process().release([first]);
  const again = await process().claim(roomy);
  // by now the second is another process's
  await process().release([second]);

  expect(again.map(({ subject, attempt }) => [subject, attempt]).sort()).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
  expect(await process().claim(roomy)).toEqual([]);
});

test('a lease that is renewed is not taken over, whatever else is held at the moment', async () => {
  await enqueue(delivery('a'), delivery('b'));
  const claimed = await process({ leaseMs: -1 }).claim(roomy);
  await held.database.transact(async (sql) => {
    await sql(`select from webhook_line where subject = 'b' for update`);
    await process().renew(claimed);
  });

  const taken = await process().claim(roomy);

  expect(taken.map(({ subject }) => subject)).toEqual(['b']);
});

test('an attempt of an earlier version that never ended is closed, and counted once', async () => {
  const one = delivery('a');
  await enqueue(one);
  await held.database.read(
    `update webhook_line set leased_by = 'earlier', leased_until = now() - interval '1 second'`,
  );
  await held.database.read('update webhook_delivery set attempts = 1, first_attempt_at = $1', [
    noon,
  ]);
  await held.database.read(
    `insert into webhook_attempt (team_id, receiver_id, delivery_id, attempt, at)
     select team_id, receiver_id, delivery_id, 1, $1 from webhook_delivery`,
    [noon],
  );

  const taken = theOne(await process().claim(roomy));

  expect(taken).toMatchObject({ attempt: 2, attempts: 2, firstAttemptAt: noon });
  await process().finish(taken, accepted, { state: 'delivered' });
  expect(await outcomesOf(one)).toEqual(['interrupted', 'accepted']);
  expect(await stateOf(one)).toEqual({ state: 'delivered', attempts: 2 });
});

test('what was removed while it was sent is not there afterwards, and what was sent with it ends', async () => {
  const [gone, kept] = [delivery('a'), delivery('b', { receiverId: 'hook_2' })];
  await enqueue(gone, kept);
  const claimed = await process().claim(roomy);
  for (const table of ['webhook_line', 'webhook_delivery']) {
    await held.database.read(`delete from ${table} where receiver_id = 'hook_1'`);
  }
  const queue = process();

  await Promise.all(claimed.map((one) => queue.finish(one, accepted, { state: 'delivered' })));

  expect(await stateOf(gone)).toBeUndefined();
  expect(await outcomesOf(gone)).toEqual([]);
  expect(await stateOf(kept)).toEqual({ state: 'delivered', attempts: 1 });
});

test.each(['line', 'delivery', 'open'] as const)(
  'an attempt ends as it did when another’s %s has taken the place of its own',
  async (table) => {
    await enqueue(...Array.from({ length: 9 }, (_, index) => delivery(`subject-${index}`)));
    const claimed = await process().claim(roomy);
    const moved = claimed.map((one, at) => {
      const { [table]: place = '' } = claimed[(at + 1) % claimed.length]?.places ?? {};
      return { ...one, places: { ...one.places, [table]: place } };
    });
    const [accepts, refuses] = [moved.slice(0, 5), moved.slice(5)];
    const queue = process();

    await Promise.all([
      ...accepts.map((one) => queue.finish(one, accepted, { state: 'delivered' })),
      ...refuses.map((one) =>
        queue.finish(one, refused, { state: 'waiting', dueAt: later(1_000) }),
      ),
    ]);

    const again = await process({ now: later(1_000) }).claim(roomy);
    expect(ids(again)).toEqual(ids(refuses));
    expect(again.map(({ attempt }) => attempt)).toEqual(refuses.map(() => 2));
    const delivered = await held.database.read(
      `select delivery_id from webhook_delivery where state = 'delivered' order by delivery_id`,
    );
    expect(delivered).toEqual(ids(accepts).map((delivery_id) => ({ delivery_id })));
  },
);

test('what stands behind a delivery that is gone goes on at once', async () => {
  const [gone, next] = [delivery('a'), delivery('a')];
  await enqueue(gone, next);
  const claimed = theOne(await process().claim(roomy));
  await held.database.read('delete from webhook_delivery where delivery_id = $1', [gone.id]);

  await process().finish(claimed, accepted, { state: 'delivered' });

  expect(theOne(await process().claim(roomy))).toMatchObject({ deliveryId: next.id, attempt: 1 });
  expect(await outcomesOf(gone)).toEqual([]);
});

test('a line that has grown while its first was sent goes on with what came', async () => {
  const [first, second] = [delivery('a'), delivery('a')];
  await enqueue(first);
  const claimed = theOne(await process().claim(roomy));
  await enqueue(second);

  await process().finish(claimed, accepted, { state: 'delivered' });

  expect(theOne(await process().claim(roomy)).deliveryId).toBe(second.id);
  expect(await stateOf(first)).toEqual({ state: 'delivered', attempts: 1 });
});

test('positions have no gaps, whoever writes at the same time', async () => {
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      enqueue(
        delivery(`a${index}`, { receiverId: index % 2 ? 'hook_1' : 'hook_2' }),
        delivery(`b${index}`, { receiverId: index % 2 ? 'hook_2' : 'hook_1' }),
      ),
    ),
  );

  for (const receiverId of ['hook_1', 'hook_2']) {
    const sent = await listSent(
      held.database.read,
      { teamId, receiverId },
      { after: 0, limit: 99 },
    );
    expect(sent.map(({ position }) => position)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  }
});

test('nothing is left behind in a line that grows while its deliveries end', async () => {
  const all = Array.from({ length: 30 }, () => delivery('a'));
  const order: string[] = [];
  const drain = async () => {
    while (order.length < all.length) {
      const claimed = await process().claim(roomy);
      for (const one of claimed) {
        order.push(one.deliveryId);
        await process().finish(one, accepted, { state: 'delivered' });
      }
    }
  };
  const fill = async () => {
    for (const one of all) await enqueue(one);
  };

  await Promise.all([fill(), drain(), drain()]);

  expect(order).toEqual(all.map(({ id }) => id));
  expect(await held.database.read('select 1 from webhook_line')).toEqual([]);
});

test('what has no address is kept, and never sent', async () => {
  const skipped = delivery('a', { isAddressed: false });
  await enqueue(skipped, delivery('a'));

  const claimed = theOne(await process().claim(roomy));

  expect(claimed.deliveryId).not.toBe(skipped.id);
  expect(await stateOf(skipped)).toEqual({ state: 'skipped', attempts: 0 });
});

test('what is sent again goes before what came later, and is tried for another day', async () => {
  const [first, second] = [delivery('a'), delivery('a')];
  await enqueue(first, second);
  const claimed = theOne(await process().claim(roomy));
  await process().finish(claimed, refused, { state: 'parked' });
  const now = later(DAY_MS);

  const key = { teamId, receiverId: 'hook_1' };
  const { id } = first;
  const isAgain = await held.database.transact((sql) => redeliver(sql, key, { id, now }));

  expect(isAgain).toBe(true);
  const again = theOne(await process({ now }).claim(roomy));
  expect(again).toMatchObject({
    deliveryId: first.id,
    triedFrom: now,
    firstAttemptAt: now,
    attempt: 2,
    attempts: 1,
  });
  await process({ now }).finish(again, accepted, { state: 'delivered' });
  expect(theOne(await process({ now }).claim(roomy)).deliveryId).toBe(second.id);
});

test('what was enqueued in a transaction that is taken back was never there', async () => {
  const one = delivery('a');
  await held.database
    .transact(async (sql) => {
      await enqueueDeliveries(sql, [one], noon);
      throw new Error('taken back');
    })
    .catch(() => undefined);
  await enqueue(delivery('a'));

  const sent = await listSent(
    held.database.read,
    { teamId, receiverId: 'hook_1' },
    { after: 0, limit: 9 },
  );
  expect(sent.map(({ position }) => position)).toEqual([1]);
  expect(await process().claim(roomy)).toHaveLength(1);
});

test('deliveries are forgotten after thirty days with their attempts, and what waits is not', async () => {
  const [old, waiting, again] = [delivery('a'), delivery('b'), delivery('c')];
  const recent = delivery('d', { at: later(2 * DAY_MS) });
  await enqueue(old, waiting, again, recent);
  for (const one of await process().claim(roomy)) {
    if (one.deliveryId === waiting.id) continue;
    const now = one.deliveryId === again.id ? later(29 * DAY_MS) : noon;
    await process({ now }).finish(one, accepted, { state: 'delivered' });
  }
  const prune = (at: Date) => pruneWebhooks(sqlOn(held.database.pool), at);

  expect(await prune(later(30 * DAY_MS))).toBe(0);
  expect(await prune(later(30 * DAY_MS + 1))).toBe(1);

  expect(await stateOf(old)).toBeUndefined();
  expect(await outcomesOf(old)).toEqual([]);
  for (const kept of [waiting, again, recent]) expect(await stateOf(kept)).toBeDefined();
});
