import { expect, test } from 'vitest';
import { findDelivery } from '../../src/postgres/webhook-delivery-views.ts';
import type { AttemptRecord } from '../../src/postgres/webhook-queue.ts';
import { redeliver } from '../../src/postgres/webhook-redelivery.ts';
import { accepted, delivery, noon, roomy, teamId, useQueue } from './queue-world.ts';

const { held, process, enqueue } = useQueue();
const key = { teamId, receiverId: 'hook_1' };
const refused = { ...accepted, outcome: 'refused', status: 500, message: 'Answered with 500.' };

/** Makes an attempt at what is due, which ends so. */
async function attempt(record: AttemptRecord): Promise<void> {
  const state = record.outcome === 'accepted' ? 'delivered' : 'parked';
  for (const one of await process().claim(roomy)) await process().finish(one, record, { state });
}

const rows = async () => (await held.database.read('select from webhook_attempt')).length;
const look = async (id: string) => (await findDelivery(held.database.read, key, id))?.tries;

test.each([
  { name: 'with no answer but its status', record: accepted, expected: 0 },
  { name: 'with a short one', record: { ...accepted, responseBody: 'x'.repeat(200) }, expected: 0 },
  {
    name: 'with a longer one',
    record: { ...accepted, responseBody: 'x'.repeat(201) },
    expected: 1,
  },
  { name: 'with more to say', record: { ...accepted, message: 'It did not end.' }, expected: 1 },
  { name: 'or was refused', record: refused, expected: 1 },
])(
  'a first attempt that was accepted $name takes $expected rows of its own, and reads the same',
  async ({ record, expected }) => {
    const one = delivery('a');
    await enqueue(one);

    await attempt(record);

    expect(await rows()).toBe(expected);
    const { at, ...told } = record;
    expect(await look(one.id)).toEqual([{ attempt: 1, at: at.toISOString(), ...told }]);
  },
);

test('those after it follow it, whether they are accepted or not', async () => {
  const one = delivery('a');
  await enqueue(one);
  const first = { ...accepted, status: 202, durationMs: 7, responseBody: 'thanks' };
  const again = { ...accepted, responseBody: 'thanks again' };
  for (const record of [first, again, refused, accepted]) {
    await redeliver(held.database.read, key, { id: one.id, now: noon });
    await attempt(record);
  }

  const tries = await look(one.id);

  expect(
    tries?.map((each) => [each.attempt, each.status, each.durationMs, each.responseBody]),
  ).toEqual([
    [1, 202, 7, 'thanks'],
    [2, 204, 5, 'thanks again'],
    [3, 500, 5, null],
    [4, 204, 5, null],
  ]);
});

test('one that is accepted after others leaves the place of the first free', async () => {
  const one = delivery('a');
  await enqueue(one);
  await attempt(refused);
  await redeliver(held.database.read, key, { id: one.id, now: noon });

  await attempt(accepted);

  expect((await look(one.id))?.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
    [1, 'refused'],
    [2, 'accepted'],
  ]);
});
