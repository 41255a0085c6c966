import type { EventType } from '@kontor/protocol/vocabulary';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../src/postgres/database.ts';
import { eventLog } from '../../src/postgres/event-log.ts';
import { webhookStore } from '../../src/postgres/webhook-store.ts';
import { message, type WebhookMappings } from '../../src/webhooks/message.ts';
import { emptyOutbox, type OutboxPorts } from '../../src/webhooks/outbox.ts';
import { useDatabase } from '../vault/test-database.ts';

const held = useDatabase();
const now = () => new Date('2026-01-01T12:00:00Z');
const pairwise = { accountIdFor: () => 'account', userIdFor: () => 'user' };
const endless = new AbortController().signal;

const mappings: WebhookMappings = {
  'project.created': async ({ subject }) => [
    message('project.created', {
      subject: 'thing',
      installations: [],
      payload: ({ team, user }) => ({
        team,
        user,
        project: { id: String(subject.thing), name: 'thing' },
      }),
    }),
  ],
  'project.updated': async () => {
    throw new Error('nobody knows what it means');
  },
};

beforeEach(async () => {
  await held.database.read(
    'truncate event, event_head, webhook_outbox, webhook_delivery, webhook_attempt, webhook_line, webhook_receiver, webhook',
  );
  for (const [team, webhook] of [
    ['team_a', 'hook_a'],
    ['team_b', 'hook_b'],
  ]) {
    await held.database.read(
      `insert into webhook (team_id, webhook_id, url, events, sealed_secret, created_at, updated_at)
       values ($1, $2, 'http://127.0.0.1:9', '{project.created}', '', now(), now())`,
      [team, webhook],
    );
  }
});

const created = (thing: string, type: EventType = 'project.created') =>
  ({ type, actor: { kind: 'system' }, subject: { thing } }) as const;

function happen(thing: string, { team = 'team_a', type = 'project.created' as EventType } = {}) {
  return held.database.transact((sql) => eventLog(sql, team, now).append(created(thing, type)));
}

function empty(more: Partial<OutboxPorts> = {}) {
  const { database } = held;
  const url = 'https://kontor.test';
  const ports = { database, read: database.read, pairwise, url, mappings, now, onError: () => {} };
  return emptyOutbox({ ...ports, ...more }, endless);
}

async function told(receiver = 'hook_a'): Promise<string[]> {
  const rows = await held.database.read<{ body: string }>(
    'select body from webhook_delivery where receiver_id = $1 order by position',
    [receiver],
  );
  return rows.map(({ body }) => JSON.parse(body).payload.project.id);
}

test('every event is told once, in its order, however many processes look at the same time', async () => {
  const things = Array.from({ length: 150 }, (_, index) => `t${index}`);
  for (const thing of things) await happen(thing);

  await Promise.all([empty(), empty(), empty(), empty()]);

  expect(await told()).toEqual(things);
  expect(await held.database.read('select 1 from webhook_outbox')).toEqual([]);
});

test('of many events that wait each is read a few times, also where the database remembers none', async () => {
  await held.database.read('vacuum analyze webhook_outbox');
  const things = Array.from({ length: 2_000 }, (_, index) => `t${index}`);
  await held.database.transact(async (sql) => {
    const log = eventLog(sql, 'team_a', now);
    for (const thing of things) await log.append(created(thing));
  });
  // of several connections one would not know what another has read
  const database = openDatabase({ url: held.url, transactions: 1 });
  onTestFinished(() => database.close());
  const before = await rowsRead(database);

  await empty({ database });

  expect(await told()).toEqual(things);
  // in its batch of a hundred, when it is taken out, and the first one of each batch to find the team
  expect((await rowsRead(database)) - before).toBeLessThan(3 * things.length);
});

/** How many rows of the outbox the connection for transactions was handed by an index or by reading all. */
async function rowsRead({ transact }: Database): Promise<number> {
  await transact((sql) => sql('select pg_stat_force_next_flush()'));
  const [row] = await transact((sql) =>
    sql<{ read: number }>(
      `select (seq_tup_read + idx_tup_fetch)::int as read from pg_stat_user_tables
       where relname = 'webhook_outbox'`,
    ),
  );
  return row?.read ?? 0;
}

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
