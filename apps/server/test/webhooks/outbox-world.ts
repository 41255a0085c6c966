import type { EventType } from '@kontor/protocol/vocabulary';
import { beforeEach } from 'vitest';
import { eventLog } from '../../src/postgres/event-log.ts';
import { message, type WebhookMappings } from '../../src/webhooks/message.ts';
import { emptyOutbox, type OutboxPorts } from '../../src/webhooks/outbox.ts';
import { useDatabase } from '../vault/test-database.ts';

export const now = () => new Date('2026-01-01T12:00:00Z');
const pairwise = { accountIdFor: () => 'account', userIdFor: () => 'user' };
const endless = new AbortController().signal;

export const mappings: WebhookMappings = {
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

export const created = (thing: string, type: EventType = 'project.created') =>
  ({ type, actor: { kind: 'system' }, subject: { thing } }) as const;

/** An outbox in a database of its own, and two teams with a webhook each, with nothing told before each test. */
export function useOutbox() {
  const held = useDatabase();
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

  function happen(thing: string, { team = 'team_a', type = 'project.created' as EventType } = {}) {
    return held.database.transact((sql) => eventLog(sql, team, now).append(created(thing, type)));
  }

  function empty(more: Partial<OutboxPorts> = {}) {
    const { database } = held;
    const url = 'https://kontor.test';
    const ports = {
      database,
      read: database.read,
      pairwise,
      url,
      mappings,
      now,
      onError: () => {},
    };
    return emptyOutbox({ ...ports, ...more }, endless);
  }

  async function told(receiver = 'hook_a'): Promise<string[]> {
    const rows = await held.database.read<{ body: string }>(
      'select body from webhook_delivery where receiver_id = $1 order by position',
      [receiver],
    );
    return rows.map(({ body }) => JSON.parse(body).payload.project.id);
  }

  return { held, happen, empty, told };
}
