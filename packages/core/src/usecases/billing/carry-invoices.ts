import type { InstallationId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import {
  areEnough,
  carried,
  collected,
  isCollectable,
  waived,
} from '../../domain/billing/carry.ts';
import type { Invoice } from '../../domain/billing/invoice.ts';
import type { TeamTx } from '../team-tx.ts';
import { issueTogether } from './issue-invoice.ts';
import { type KeepInvoiceTx, keepInvoice } from './keep-invoice.ts';

/** An invoice whose date has come, with those that waited for it. */
export type Sending = {
  /** Sent with its number, or waiting itself where all together are too little. */
  readonly invoice: Invoice;
  readonly together: readonly { readonly before: Invoice; readonly after: Invoice }[];
};

type Change = { readonly actor: Actor; readonly at: Date };

/**
 * Sends an invoice as far as it is enough: together with what was carried to it, or carried itself.
 * Nothing of it is saved yet.
 *
 * @see spec/partner-api.md §12.3; docs/adr/0013-carried-invoices.md
 */
export async function sendWithCarried(
  tx: Pick<TeamTx, 'invoices' | 'ledger'>,
  invoice: Invoice,
  at: Date,
): Promise<Sending> {
  const waiting = await tx.invoices.lockCarried(invoice.installationId);
  if (!areEnough([invoice, ...waiting])) return { invoice: carried(invoice, at), together: [] };
  const members = waiting.map((before) => collected(before, invoice, at));
  const issued = await issueTogether(tx, [...members, invoice]);
  return {
    invoice: issued.at(-1) ?? invoice,
    together: waiting.map((before, index) => ({ before, after: issued[index] ?? before })),
  };
}

/** Saves what was sent together with an invoice that is saved already. */
export async function keepTogether(
  tx: KeepInvoiceTx,
  { together }: Sending,
  change: Change,
): Promise<void> {
  for (const each of together) {
    await keepInvoice(tx, each, { ...change, type: 'invoice.created' });
  }
}

/**
 * Lets what is left wait again, once an invoice was called off that others were collected with, and
 * those are too little without it.
 */
export async function carryRest(
  tx: KeepInvoiceTx,
  calledOff: Invoice,
  change: Change,
): Promise<void> {
  const { id, collectedWith } = calledOff;
  const main = collectedWith === null ? undefined : await tx.invoices.lock(collectedWith);
  const others = await tx.invoices.lockCollected(collectedWith ?? id);
  const rest = [...others, ...(main === undefined ? [] : [main])].filter(isCollectable);
  if (main !== undefined && areEnough(rest)) return;
  for (const before of rest) {
    const after = carried(before, change.at);
    await keepInvoice(tx, { before, after }, { ...change, type: 'invoice.carried' });
  }
}

/** Lets go what still waits when an installation ends: nothing follows that it could be collected with. */
export async function waiveCarried(
  tx: KeepInvoiceTx,
  installationId: InstallationId,
  at: Date,
): Promise<void> {
  for (const before of await tx.invoices.lockCarried(installationId)) {
    const actor = { kind: 'system' } as const;
    await keepInvoice(
      tx,
      { before, after: waived(before, at) },
      { type: 'invoice.paid', actor, at },
    );
  }
}
