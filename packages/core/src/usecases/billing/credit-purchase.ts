import type { InvoiceId, OperationId, TeamId } from '@kontor/protocol/vocabulary';
import { inState } from '../../domain/billing/purchase.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { giveBack } from './give-back.ts';
import { beginPurchase, type PurchaseTx } from './provision-purchase.ts';

export type CreditPurchaseTx = PurchaseTx & Pick<TeamTx, 'installations' | 'operations'>;

export type CreditPurchasePorts = {
  readonly transact: Transact<CreditPurchaseTx>;
  readonly now: () => Date;
  readonly mintOperationId: () => OperationId;
};

/**
 * Lets the provider be told of a paid purchase, by whichever process is first to take it up. While
 * another operation runs on the same subject it waits for the next call; where there is nobody left to
 * credit it, the money goes back. Called again it changes nothing.
 *
 * @see spec/purchases.md — PUR-1, PUR-7
 */
export function createCreditPurchase({ transact, now, mintOperationId }: CreditPurchasePorts) {
  return (teamId: TeamId, invoiceId: InvoiceId): Promise<void> =>
    transact(teamId, async (tx) => {
      // in the order in which whoever moves an invoice on takes them too
      await tx.invoices.lock(invoiceId);
      const purchase = await tx.purchases.lock(invoiceId);
      if (purchase?.state !== 'paid') return;
      const at = await tx.clock.now();
      const { actor, installationId, resourceId, traceId } = purchase;
      const begun = await beginPurchase(
        tx,
        { now, mintOperationId },
        { teamId, actor, installationId, resourceId, invoiceId, traceId, callerKey: null },
      );
      if (begun.ok) {
        await tx.purchases.save(inState(purchase, 'crediting', at));
        await tx.operations.save({ ...begun.value.operation, attempts: 0, isInFlight: false }, 0);
      } else if (begun.error.code !== 'operation_running') {
        await giveBack(tx, purchase, { reason: begun.error.message, at });
      }
    });
}
