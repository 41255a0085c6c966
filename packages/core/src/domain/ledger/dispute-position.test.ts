import { expect, test } from 'vitest';
import type { Payment } from '../billing/payment.ts';
import { type DisputeNews, disputeEntry } from './dispute-position.ts';
import type { LedgerEntry } from './entry.ts';

const at = new Date('2027-01-01');

/** What the books hold after these pieces of news, in this order. */
function told(...states: readonly DisputeNews['state'][]) {
  let dispute: Payment['dispute'] = null;
  const posted: LedgerEntry[] = [];
  for (const state of states) {
    const payment = { id: 'pay_1' as Payment['id'], backEnd: 'stripe', dispute } as const;
    const entry = disputeEntry(payment, { state, amount: '10.00' }, { posted, at });
    if (entry === undefined) continue;
    posted.push(entry);
    dispute = state;
  }
  const sums: Record<string, number> = {};
  for (const { account, amount } of posted.flatMap(({ lines }) => lines)) {
    sums[account.kind] = (sums[account.kind] ?? 0) + Number(amount);
  }
  return { dispute, sums };
}

test.each([
  [['open'], 'open', { disputed: 10, cash: -10 }],
  [['open', 'open'], 'open', { disputed: 10, cash: -10 }],
  [['open', 'won'], 'won', { disputed: 0, cash: 0 }],
  [['open', 'lost'], 'lost', { disputed: 0, cash: -10, lost: 10 }],
  // the news of its opening was never heard, or comes last
  [['won', 'open'], 'won', {}],
  [['lost', 'open', 'lost'], 'lost', { cash: -10, lost: 10 }],
] as const)('after %s a dispute is %s', (states, dispute, sums) => {
  expect(told(...states)).toEqual({ dispute, sums });
});
