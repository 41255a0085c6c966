import { expect, test } from 'vitest';
import type { Database } from '../../src/postgres/database.ts';
import { eventLog } from '../../src/postgres/event-log.ts';
import { webhookStore } from '../../src/postgres/webhook-store.ts';
import type { WebhookMappings } from '../../src/webhooks/message.ts';
import { created, mappings, now, useOutbox } from './outbox-world.ts';

const { held, happen, empty, told } = useOutbox();

test('every event is told once, in its order, however many processes look at the same time', async () => {
  const things = Array.from({ length: 150 }, (_, index) => `t${index}`);
  for (const thing of things) await happen(thing);

  await Promise.all([empty(), empty(), empty(), empty()]);

  expect(await told()).toEqual(things);
  expect(await held.database.read('select 1 from webhook_outbox')).toEqual([]);
});

test('of what the log does not hold nothing is told, and it does not wait any longer', async () => {
  await happen('lost');
  await held.database.read('delete from event');
  await happen('kept');

  await empty();

  expect(await told()).toEqual(['kept']);
  expect(await held.database.read('select from webhook_outbox')).toEqual([]);
});

test('events that happen while processes look are told once, in their order', async () => {
  const things = Array.from({ length: 60 }, (_, index) => `t${index}`);
  let isDone = false;
  const look = async () => {
    while (!isDone) await empty();
  };
  const happening = async () => {
    for (const thing of things) await happen(thing);
    isDone = true;
  };

  await Promise.all([happening(), look(), look()]);
  await empty();

  expect(await told()).toEqual(things);
});

test('what a process had in hand when it died is told by the next one', async () => {
  await happen('a');
  const dying: Pick<Database, 'read' | 'transact'> = {
    read: held.database.read,
    transact: (work) =>
      held.database.transact(async (...given) => {
        await work(...given);
        throw new Error('the process dies before it commits');
      }),
  };

  await expect(empty({ database: dying })).rejects.toThrow('dies');
  expect(await told()).toEqual([]);
  await empty();

  expect(await told()).toEqual(['a']);
});

test('an event that is taken back is never told', async () => {
  await held.database
    .transact(async (sql) => {
      await eventLog(sql, 'team_a', now).append(created('no'));
      throw new Error('taken back');
    })
    .catch(() => undefined);
  await empty();

  expect(await told()).toEqual([]);
});

test('teams hear of what is theirs', async () => {
  await happen('mine');
  await happen('theirs', { team: 'team_b' });
  await empty();

  expect(await told('hook_a')).toEqual(['mine']);
  expect(await told('hook_b')).toEqual(['theirs']);
});

test('a webhook hears of what happens after it was made, also where nobody has been told yet of what was before', async () => {
  await happen('before');
  await held.database.transact((sql) =>
    webhookStore(sql, 'team_a').insert(
      {
        ...{ id: 'hook_new', url: 'http://127.0.0.1:9', events: ['project.created'] },
        ...{ projectIds: null, createdAt: now(), updatedAt: now() },
      },
      Buffer.alloc(0),
    ),
  );
  await happen('after');
  await empty();

  expect(await told('hook_new')).toEqual(['after']);
  expect(await told('hook_a')).toEqual(['before', 'after']);
});

test('an event that nothing can be made of is reported and tried again, and the others go on', async () => {
  const errors: unknown[] = [];
  await happen('a');
  await happen('b', { type: 'project.updated' });
  await happen('c');
  await empty({ onError: (error) => errors.push(error) });

  expect(await told()).toEqual(['a', 'c']);
  expect(errors).toHaveLength(1);
  const mended: WebhookMappings = {
    ...mappings,
    'project.updated': (event, look) =>
      mappings['project.created']?.(event, look) ?? Promise.resolve([]),
  };
  await empty({ mappings: mended });
  expect(await told()).toEqual(['a', 'c']);
  await held.database.read(`update webhook_outbox set due_at = due_at - interval '30 seconds'`);
  await empty({ mappings: mended });

  expect(await told()).toEqual(['a', 'c', 'b']);
});
