import type { PaymentId, TeamId } from '@kontor/protocol/vocabulary';
import { type DisputeNews, disputeEntry } from '../../domain/ledger/dispute-position.ts';
import type { TeamTx, Transact } from '../team-tx.ts';

export type NoteDisputeTx = Pick<TeamTx, 'clock' | 'payments' | 'ledger' | 'events'>;

/**
 * Takes over what a bank says of the dispute of a charge: posts where its money is, and tells of it. The
 * invoice stays paid until somebody decides otherwise. A repeat, and what comes after the end, changes
 * nothing.
 *
 * @see docs/payments.md
 */
export function createNoteDispute(transact: Transact<NoteDisputeTx>) {
  return (teamId: TeamId, id: PaymentId, news: DisputeNews): Promise<void> =>
    transact(teamId, async (tx) => {
      const payment = await tx.payments.lock(id);
      if (payment === undefined || payment.kind !== 'charge') return;
      const posted = await tx.ledger.entriesOf({ kind: 'dispute', id });
      const at = await tx.clock.now();
      const entry = disputeEntry(payment, news, { posted, at });
      if (entry === undefined) return;
      if (entry.lines.length > 0) await tx.ledger.post(entry);
      await tx.payments.save({ ...payment, dispute: news.state });
      const { installationId: installation, invoiceId, backEnd } = payment;
      await tx.events.append({
        type: `payment.dispute-${news.state === 'open' ? 'opened' : news.state}`,
        actor: { kind: 'system' },
        subject: {
          payment: id,
          installation,
          ...(invoiceId === null ? {} : { invoice: invoiceId }),
        },
        data: { amount: news.amount, backEnd },
      });
    });
}
