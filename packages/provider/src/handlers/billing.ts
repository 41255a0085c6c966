import type { Balance } from '@kontor/protocol';
import { provisionPurchase } from '@kontor/protocol/partner';
import type { Handler } from '../call.ts';
import { json, type Operation, operation } from '../operation.ts';

/** Balances as they are at `timestamp`; of several reports the one with the newest holds. */
export type ReportedBalances = {
  readonly timestamp: Date;
  readonly balances: readonly Balance[];
};

export type BillingHandlers = {
  /**
   * A prepayment has been paid: credit its invoice once, however often it is told. Only with plans of
   * type `prepayment`.
   *
   * @see spec/partner-api.md §4.15
   */
  readonly provisionPurchase?: Handler<typeof provisionPurchase, ReportedBalances>;
};

export function billingOperations(handlers: BillingHandlers): Operation[] {
  return [
    operation(provisionPurchase, handlers.provisionPurchase, ({ timestamp, balances }) =>
      json(200, { timestamp: timestamp.toISOString(), balances }),
    ),
  ];
}
