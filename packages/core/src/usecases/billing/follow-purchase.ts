import type { Invoice } from '../../domain/billing/invoice.ts';
import { inState, type Purchase, toBeCredited } from '../../domain/billing/purchase.ts';
import type { TopUpStop } from '../../domain/billing/top-up.ts';
import type { TeamTx } from '../team-tx.ts';
import { stopTopUp } from './stop-top-up.ts';

export type FollowPurchaseTx = Pick<TeamTx, 'purchases' | 'thresholds' | 'events'>;

/**
 * Does for a purchase what follows from how its invoice has changed: paid, its provider is to be told;
 * called off before that, so is the purchase; not paid, nothing more is bought on its threshold until
 * it is. An invoice of no purchase is passed over.
 *
 * @see spec/purchases.md — PUR-1
 */
export async function followPurchase(
  tx: FollowPurchaseTx,
  invoice: Invoice,
  at: Date,
): Promise<void> {
  const purchase = await tx.purchases.lock(invoice.id);
  if (purchase === undefined) return;
  const isUntold = purchase.state === 'open' || purchase.state === 'paid';
  if (invoice.state === 'paid' && purchase.state === 'open') {
    await tx.purchases.save(toBeCredited(purchase, at));
    await turn(tx, purchase, null);
  } else if (isUntold && isCalledOff(invoice)) {
    await tx.purchases.save(inState(purchase, 'cancelled', at));
    await stopAfter(tx, purchase);
  } else if (invoice.state === 'notpaid') {
    await turn(tx, purchase, 'payment_failed');
  }
}

/**
 * Stops the threshold of an automatic purchase that is credited no more, or perhaps not: its balance may
 * stay where it fell to, and the threshold would wait for it to rise without anybody hearing of it.
 */
export async function stopAfter(
  { thresholds, events }: Pick<TeamTx, 'thresholds' | 'events'>,
  { origin, installationId, resourceId }: Purchase,
): Promise<void> {
  if (origin !== 'automatic') return;
  const threshold = await thresholds.lockOne(installationId, resourceId);
  if (threshold === undefined || threshold.isArmed || threshold.stoppedFor !== null) return;
  await stopTopUp({ thresholds, events }, { installationId, threshold, reason: 'not_credited' });
}

/** Stops the threshold that an automatic purchase was made on, or lets it go on. */
async function turn(
  tx: FollowPurchaseTx,
  { origin, installationId, resourceId }: Purchase,
  reason: TopUpStop | null,
): Promise<void> {
  if (origin !== 'automatic') return;
  const threshold = await tx.thresholds.lockOne(installationId, resourceId);
  if (threshold === undefined || threshold.stoppedFor === reason) return;
  if (reason !== null) await stopTopUp(tx, { installationId, threshold, reason });
  else if (threshold.stoppedFor === 'payment_failed') {
    await tx.thresholds.save(installationId, { ...threshold, stoppedFor: null });
  }
}

function isCalledOff({ state }: Invoice): boolean {
  return state === 'refunded' || state === 'refund_requested';
}
