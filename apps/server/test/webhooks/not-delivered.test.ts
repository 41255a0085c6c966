import { expect, test } from 'vitest';
import type { Sql } from '../../src/postgres/sql.ts';
import { listDeliveries } from '../../src/postgres/webhook-delivery-views.ts';
import { useDatabase } from '../vault/test-database.ts';

const held = useDatabase();
const receiver = { teamId: 'team_a', receiverId: 'hook_a' };

const MANY = `insert into webhook_delivery (team_id, receiver_id, position, delivery_id, type, subject,
    body, state, created_at, tried_from)
  select 'team_a', 'hook_a', n, 'dlv_' || lpad(n::text, 24, '0'), 'test-webhook', '', '',
    case n when 7 then 'parked' else 'delivered' end, now(), now()
  from generate_series(1, 5000) n`;

test('the few that were not delivered are found without going through all that were', async () => {
  const { database } = held;
  await database.read(MANY);
  await database.read('analyze webhook_delivery, webhook_open');
  const plans: object[] = [];
  const read: Sql = async (text, values) => {
    plans.push(...(await database.read(`explain ${text}`, values)));
    return database.read(text, values);
  };

  const parked = await listDeliveries(read, receiver, { state: 'parked', limit: 50 });

  expect(parked.map(({ position }) => position)).toEqual([7]);
  const plan = plans.map((line) => Object.values(line)[0]).join('\n');
  expect(plan).toContain('on webhook_open o');
  expect(plan).toMatch(/using webhook_delivery_pkey .*\n.*Index Cond: .*"position" = o."position"/);
});
