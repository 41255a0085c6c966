import type { Decline } from '@kontor/core';

/** What happens to whatever is charged to a test method. */
export type TestMethod = {
  readonly label: string;
  readonly decline?: Decline;
  /** How often it declines before it does no more; always, where it is not said. */
  readonly declines?: number;
  /** Under way at first, and settled when it is asked about. */
  readonly isSlow?: true;
  /** A moment after a charge the bank wants the money back. */
  readonly isDisputed?: true;
  /** How that ends by itself; it waits for somebody who decides, where it is not said. */
  readonly disputeEnds?: 'won' | 'lost';
  /** The money moves, and nobody is told. */
  readonly losesAnswers?: true;
};

const declined: Decline = { code: 'declined', message: 'The bank declined it.' };

/** By the token under which a team adds them. @see docs/payments.md */
export const testMethods: ReadonlyMap<string, TestMethod> = new Map<string, TestMethod>([
  ['test_ok', { label: 'Pays' }],
  ['test_declined', { label: 'Declines', decline: declined }],
  ['test_declined_twice', { label: 'Declines twice, then pays', decline: declined, declines: 2 }],
  [
    'test_insufficient_funds',
    {
      label: 'Has no money',
      decline: { code: 'insufficient_funds', message: 'There is not enough money.' },
    },
  ],
  [
    'test_expired',
    { label: 'Has expired', decline: { code: 'method_expired', message: 'The card has expired.' } },
  ],
  [
    'test_requires_action',
    {
      label: 'Wants to see the person',
      decline: { code: 'requires_action', message: 'The bank wants the person to confirm it.' },
    },
  ],
  ['test_slow', { label: 'Pays after a while', isSlow: true }],
  ['test_slow_declined', { label: 'Declines after a while', isSlow: true, decline: declined }],
  ['test_disputed', { label: 'Pays, and is disputed', isDisputed: true }],
  [
    'test_dispute_won',
    { label: 'Pays, and disputes in vain', isDisputed: true, disputeEnds: 'won' },
  ],
  [
    'test_dispute_lost',
    { label: 'Pays, and gets it back by a dispute', isDisputed: true, disputeEnds: 'lost' },
  ],
  ['test_lost', { label: 'Pays, and the answer is lost', losesAnswers: true }],
]);
