import type { createCreditPurchase } from '@kontor/core';
import type { InvoiceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';

export type CreditPurchasesPorts = {
  readonly sql: Sql;
  readonly creditPurchase: ReturnType<typeof createCreditPurchase>;
  readonly now: () => Date;
  /** Told of each purchase that cannot be moved on. */
  readonly onError: (error: unknown) => void;
  /** Ends the run between two purchases. */
  readonly signal: AbortSignal;
};

/** Purchases looked up at a time. */
const BATCH = 100;

/**
 * Lets providers be told of every purchase that is paid. Several processes may do it at once: each is
 * told once.
 *
 * @see spec/purchases.md — PUR-1
 */
export async function creditPurchases(ports: CreditPurchasesPorts): Promise<void> {
  const { sql, creditPurchase, now, onError, signal } = ports;
  const rows = await sql<{ team_id: TeamId; invoice_id: InvoiceId }>(
    `select p.team_id, p.invoice_id from purchase p
     where p.state = 'paid' and (p.retry_at is null or p.retry_at <= $1)
       and not exists (select from operation o where o.team_id = p.team_id
         and o.resource_id = p.resource_id and o.status = 'running')
       and (p.resource_id <> '' or not exists (select from operation o where o.team_id = p.team_id
         and o.installation_id = p.installation_id and o.resource_id is null and o.status = 'running'))
     order by p.retry_at nulls first limit ${BATCH}`,
    [now()],
  );
  for (const { team_id: teamId, invoice_id: invoiceId } of rows) {
    if (signal.aborted) return;
    try {
      await creditPurchase(teamId, invoiceId);
    } catch (cause) {
      onError(
        new Error(`the purchase ${invoiceId} of ${teamId} waits and is tried again`, { cause }),
      );
    }
  }
}
