import type { InstallationId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { finalized, type Installation, isEnding } from '../../domain/installation/installation.ts';
import type { TeamTx } from '../team-tx.ts';
import { waiveCarried } from './carry-invoices.ts';
import type { KeepInvoiceTx } from './keep-invoice.ts';

export type EndInstallationTx = KeepInvoiceTx & Pick<TeamTx, 'installations'>;

type Change = { readonly actor: Actor; readonly at: Date };

/**
 * Ends a removed installation, which this transaction has locked, if its time is over and nothing of it
 * is open. Answers whether it has ended.
 *
 * @see spec/partner-api.md §12.7
 */
export async function endIfSettled(
  tx: EndInstallationTx,
  installation: Installation,
  { actor, at }: Change,
): Promise<boolean> {
  const openInvoices = await tx.invoices.countOpen(installation.id);
  const ended = finalized(installation, { openInvoices, at });
  if (ended === undefined) return false;
  await waiveCarried(tx, installation.id, at);
  await tx.installations.save(ended);
  const subject = { installation: installation.id };
  await tx.events.append({ type: 'installation.finalized', actor, subject });
  return true;
}

/**
 * The same after an invoice has changed. A removed installation whose time is over waits for nothing but
 * its last open invoice. One that is in use is not locked: those who buy and bill in it hold it, and
 * would wait for each other.
 */
export async function endAfterInvoice(
  tx: EndInstallationTx,
  installationId: InstallationId,
  at: Date,
): Promise<void> {
  const seen = await tx.installations.find(installationId);
  if (seen === undefined || !isEnding(seen)) return;
  const installation = await tx.installations.lock(installationId);
  if (installation !== undefined) await endIfSettled(tx, installation, { actor: system, at });
}

const system = { kind: 'system' } as const;
