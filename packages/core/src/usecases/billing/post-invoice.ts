import type { Invoice } from '../../domain/billing/invoice.ts';
import { entryOf } from '../../domain/ledger/invoice-position.ts';
import type { TeamTx } from '../team-tx.ts';

/** Posts what a change of an invoice means in the books. */
export async function postInvoice(
  { installations, ledger }: Pick<TeamTx, 'installations' | 'ledger'>,
  { before, after }: { readonly before?: Invoice; readonly after: Invoice },
): Promise<void> {
  if (after.isTest) return;
  const installation = await installations.find(after.installationId);
  if (installation === undefined) throw new Error(`the invoice ${after.id} has no installation`);
  const { integrationId } = installation;
  const entry = entryOf(before, after, { integrationId, at: after.updatedAt });
  if (entry !== undefined) await ledger.post(entry);
}
