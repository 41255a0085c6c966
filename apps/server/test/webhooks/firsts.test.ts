import { expect, test } from 'vitest';
import { redeliver } from '../../src/postgres/webhook-redelivery.ts';
import { accepted, delivery, noon, roomy, teamId, useQueue } from './queue-world.ts';

const { held, process, enqueue } = useQueue();

/** Claims what is due, and ends it. Answers what it was. */
async function deliver(): Promise<string[]> {
  const queue = process();
  const claimed = await queue.claim(roomy);
  await Promise.all(claimed.map((one) => queue.finish(one, accepted, { state: 'delivered' })));
  return claimed.map(({ deliveryId, body }) => `${deliveryId} ${body}`).sort();
}

const left = () =>
  held.database.read('select subject from webhook_line union all select subject from webhook_open');

const OTHERS = (column: string, table: string) =>
  `update webhook_line l set ${column} = o.ctid from ${table} o where o.subject <> l.subject`;

test.each([
  { name: 'as it was made', changed: 'select 1' },
  {
    name: 'that the former version made',
    changed:
      'update webhook_line set first_position = null, first_delivery_at = null, first_open_at = null',
  },
  {
    name: 'whose delivery stood elsewhere before a backup was restored',
    changed: OTHERS('first_delivery_at', 'webhook_delivery'),
  },
  {
    name: 'whose entry among what is open stood elsewhere',
    changed: OTHERS('first_open_at', 'webhook_open'),
  },
  {
    name: 'that names a place where there is nothing',
    changed: "update webhook_line set first_delivery_at = '(99999,1)', first_open_at = '(99999,1)'",
  },
])('a line $name has its own delivery sent', async ({ changed }) => {
  const all = ['a', 'b'].map((subject) => delivery(subject, { body: `{"of":"${subject}"}` }));
  await enqueue(...all);
  await held.database.read(changed);

  expect(await deliver()).toEqual(all.map(({ id, body }) => `${id} ${body}`).sort());
  expect(await left()).toEqual([]);
});

test('of a line that was made for several each is sent, one after the other', async () => {
  const [first, second, third] = [delivery('a'), delivery('a'), delivery('a')];
  await enqueue(first, second);
  await enqueue(third);

  for (const { id, body } of [first, second, third]) {
    expect(await deliver()).toEqual([`${id} ${body}`]);
  }
  expect(await left()).toEqual([]);
});

test('an earlier one that is sent again comes before the one that the line was made for', async () => {
  const [earlier, later] = [delivery('a'), delivery('a')];
  await enqueue(earlier);
  await deliver();
  await enqueue(later);
  await redeliver(
    held.database.read,
    { teamId, receiverId: 'hook_1' },
    { id: earlier.id, now: noon },
  );

  for (const { id, body } of [earlier, later]) expect(await deliver()).toEqual([`${id} ${body}`]);
  expect(await left()).toEqual([]);
});
