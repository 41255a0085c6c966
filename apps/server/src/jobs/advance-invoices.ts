import { type createChangeInvoice, type InvoiceStep, overdueAfterMs } from '@kontor/core';
import type { InvoiceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';

export type AdvancePorts = {
  readonly sql: Sql;
  readonly changeInvoice: ReturnType<typeof createChangeInvoice>;
  readonly now: () => Date;
  /** Told of each invoice that cannot be moved on. */
  readonly onError: (error: unknown) => void;
  /** Ends the run between two invoices. */
  readonly signal: AbortSignal;
};

/** Invoices looked up at a time. */
const BATCH = 100;

/**
 * Sends the invoices whose date has come, and calls overdue what was not paid for too long. Running
 * it twice at once moves each on once.
 *
 * @see spec/partner-api.md §12.4, §12.6
 */
export async function advanceInvoices(ports: AdvancePorts): Promise<void> {
  const now = ports.now();
  await advance(ports, 'sent', {
    where: "state = 'scheduled' and invoice_date <= $1",
    order: 'invoice_date',
    until: now,
  });
  await advance(ports, 'overdue', {
    where: "state = 'notpaid' and first_failed_at <= $1",
    order: 'first_failed_at',
    until: new Date(now.getTime() - overdueAfterMs),
  });
}

type Due = { readonly where: string; readonly order: string; readonly until: Date };
type Row = { team_id: TeamId; invoice_id: InvoiceId };

async function advance(
  { sql, changeInvoice, onError, signal }: AdvancePorts,
  step: InvoiceStep,
  { where, order, until }: Due,
): Promise<void> {
  const rows = await sql<Row>(
    `select team_id, invoice_id from invoice where ${where} and not is_test
     order by ${order} limit ${BATCH}`,
    [until],
  );
  for (const { team_id: teamId, invoice_id: invoiceId } of rows) {
    if (signal.aborted) return;
    try {
      // whoever was quicker has moved it on, and then this step is refused
      await changeInvoice({ teamId, invoiceId, actor: { kind: 'system' }, step });
    } catch (cause) {
      onError(new Error(`the invoice ${invoiceId} is not moved on and is tried again`, { cause }));
    }
  }
}
