import {
  type Decline,
  type MoneyRequest,
  ok,
  type PaymentBackEnd,
  type PaymentOutcome,
  refuse,
} from '@kontor/core';
import type { Sql } from '../postgres/sql.ts';
import { type TestMethod, testMethods } from './test-methods.ts';

/**
 * A bank that does as its payment methods say, so that every fate of a payment can be tried. It keeps
 * books of its own, as a bank does, and so moves the money of one key once across restarts.
 *
 * @see docs/payments.md
 */
export function createTestBackEnd(sql: Sql): PaymentBackEnd {
  const move = (kind: Entry['kind'], request: MoneyRequest) => enter(sql, kind, request);
  return {
    name: 'test',
    isAutomatic: true,
    attach: async ({ teamId, token }) => {
      const method = testMethods.get(token);
      if (method === undefined) return unknownMethod();
      const reference = `${token}:${teamId}`;
      return ok({ reference, customer: teamId, kind: 'test', label: method.label, expires: null });
    },
    detach: async () => {},
    authorise: (request) => move('authorisation', request),
    capture: (reference) => turn(sql, reference, 'succeeded'),
    release: (reference) => turn(sql, reference, 'released'),
    charge: (request) => move('charge', request),
    refund: async ({ key, amount, charge }) => {
      await sql(
        `insert into test_bank_entry (key, kind, amount, status, decline, refund_of)
         select $1, 'refund', $2, case when fits then 'succeeded' else 'failed' end,
           case when fits then null else $4::jsonb end, $3
         from (select coalesce(sum(amount) filter (where kind = 'charge'), 0) >= $2::numeric
             + coalesce(sum(amount) filter (where kind = 'refund'), 0)
             -- the bank has that money, or keeps it
             and not bool_or(coalesce(dispute in ('open', 'lost'), false)) as fits
           from test_bank_entry
           where status = 'succeeded' and (key = $3 or refund_of = $3)) left_over
         on conflict do nothing`,
        [key, amount, charge, tooMuch],
      );
      return outcomeOf(await find(sql, key));
    },
    find: async ({ id }) => {
      const [row] = await sql<Entry>(
        `update test_bank_entry set asked = asked + 1,
           status = case when status <> 'pending' then status
             when decline is null then 'succeeded' else 'failed' end
         where key = $1 returning *`,
        [id],
      );
      return row === undefined ? { kind: 'absent' } : outcomeOf(row);
    },
  };
}

type Entry = {
  readonly key: string;
  readonly kind: 'charge' | 'refund' | 'authorisation';
  readonly status: 'pending' | 'succeeded' | 'failed' | 'released';
  readonly decline: Decline | null;
};

async function enter(
  sql: Sql,
  kind: Entry['kind'],
  { key, amount, method: { reference } }: MoneyRequest,
): Promise<PaymentOutcome> {
  const method = testMethods.get(reference.split(':')[0] ?? '');
  if (method === undefined) throw new Error(`${reference} is no test method`);
  const decline = await declineOf(sql, { method, kind, reference });
  const status = method.isSlow ? 'pending' : decline === null ? 'succeeded' : 'failed';
  const dispute = method.isDisputed && kind === 'charge' ? 'open' : null;
  await sql(
    `insert into test_bank_entry (key, kind, method, amount, status, decline, dispute)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [key, kind, reference, amount, status, decline, dispute],
  );
  if (method.losesAnswers) return { kind: 'unknown', reason: 'the answer was lost' };
  return outcomeOf(await find(sql, key));
}

/** Some decline at first, and then no more: a team that has mended what was wrong. */
async function declineOf(
  sql: Sql,
  { method, kind, reference }: { method: TestMethod; kind: string; reference: string },
): Promise<Decline | null> {
  const { decline = null, declines } = method;
  if (declines === undefined) return decline;
  const [row] = await sql<{ count: number }>(
    'select count(*)::int as count from test_bank_entry where method = $1 and kind = $2',
    [reference, kind],
  );
  return (row?.count ?? 0) < declines ? decline : null;
}

async function turn(sql: Sql, key: string, status: Entry['status']): Promise<PaymentOutcome> {
  await sql('update test_bank_entry set status = $2 where key = $1', [key, status]);
  return { kind: 'succeeded', reference: key };
}

async function find(sql: Sql, key: string): Promise<Entry> {
  const [row] = await sql<Entry>('select * from test_bank_entry where key = $1', [key]);
  if (row === undefined) throw new Error(`the test bank has no entry ${key}`);
  return row;
}

function outcomeOf({ key: reference, status, decline }: Entry): PaymentOutcome {
  if (status === 'pending') return { kind: 'pending', reference };
  if (status === 'failed' && decline !== null) return { kind: 'declined', reference, decline };
  return { kind: 'succeeded', reference };
}

const tooMuch: Decline = { code: 'refund_refused', message: 'It is more than is there.' };

/** What was sent is not repeated: it may be a token of a real payment service. */
function unknownMethod() {
  const known = [...testMethods.keys()];
  return refuse(
    'payment_method_refused',
    `This is no test method. There are ${known.join(', ')}.`,
    { known },
  );
}
