import type { createNoteDispute, DisputeNews } from '@kontor/core';
import { inCents, ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { PaymentId, TeamId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';
import { testMethods } from './test-methods.ts';

export type TestDisputesPorts = {
  readonly sql: Sql;
  readonly noteDispute: ReturnType<typeof createNoteDispute>;
};

type Untold = {
  readonly key: PaymentId;
  readonly team_id: TeamId;
  readonly method: string | null;
  readonly dispute: DisputeNews['state'];
  readonly left_over: string;
};

/**
 * Tells the host what the test bank says of disputes that it has not been told of, as a bank tells
 * after the charge. One that ends by itself ends with the next telling. A repeat changes nothing.
 */
export async function tellTestDisputes({ sql, noteDispute }: TestDisputesPorts): Promise<void> {
  const rows = await sql<Untold>(UNTOLD);
  for (const { key, team_id, method, dispute, left_over } of rows) {
    await noteDispute(team_id, key, { state: dispute, amount: inCents(left_over) });
    const ends = testMethods.get(method?.split(':')[0] ?? '')?.disputeEnds;
    await sql(
      `update test_bank_entry set dispute_told = $2,
         dispute = case when dispute = 'open' and $2 = 'open' then $3 else dispute end
       where key = $1`,
      [key, dispute, ends ?? 'open'],
    );
  }
}

/** A charge is disputed as far as it was not paid back. */
const UNTOLD = `
  select e.key, r.team_id, e.method, e.dispute, e.amount - coalesce((
    select sum(b.amount) from test_bank_entry b
    where b.refund_of = e.key and b.status = 'succeeded'), 0) as left_over
  from test_bank_entry e
  join payment_route r on r.payment_id = e.key
  join payment p on p.team_id = r.team_id and p.payment_id = e.key and p.status = 'succeeded'
  where e.dispute is distinct from e.dispute_told
  order by e.key limit 100`;

/** Lets the test bank dispute a charge, or end its dispute, and tells the host at once. */
export async function decideTestDispute(
  ports: TestDisputesPorts,
  payment: string,
  state: DisputeNews['state'],
): Promise<Result<null, Refusal>> {
  const { sql } = ports;
  const [known] = await sql<{ back_end: string }>(
    `select p.back_end from payment_route r
     join payment p on p.team_id = r.team_id and p.payment_id = r.payment_id
     where r.payment_id = $1`,
    [payment],
  );
  if (known === undefined) {
    return refuse('payment_not_found', `There is no payment '${payment}'.`);
  }
  if (known.back_end !== 'test') {
    const message = `The payment '${payment}' is of ${known.back_end}: its bank decides, and tells the host.`;
    return refuse('real_money', message);
  }
  const changed = await sql(state === 'open' ? OPEN : END, [payment, state]);
  if (changed.length === 0) {
    return refuse(
      'dispute_state',
      state === 'open'
        ? `The payment '${payment}' cannot be disputed: only a charge that succeeded, was not paid back as a whole, and was not disputed before.`
        : `No dispute of the payment '${payment}' is open, so none can be ${state}.`,
    );
  }
  await tellTestDisputes(ports);
  return ok(null);
}

const OPEN = `
  update test_bank_entry e set dispute = $2
  where key = $1 and kind = 'charge' and status = 'succeeded' and dispute is null
    and amount > coalesce((select sum(b.amount) from test_bank_entry b
      where b.refund_of = e.key and b.status = 'succeeded'), 0)
  returning key`;

const END = `
  update test_bank_entry set dispute = $2
  where key = $1 and dispute = 'open' and dispute_told = 'open' returning key`;
