import type { createCollectInvoice, RunPayment } from '@kontor/core';
import { chargedAgainAfterDays, chargesAtMost } from '@kontor/core';
import type { InvoiceId, PaymentId, TeamId } from '@kontor/protocol/vocabulary';
import { PAYMENT_LEASE_MS } from '../postgres/payment-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { isDueSql } from '../postgres/team-clock.ts';

export type PaymentJobPorts = {
  readonly sql: Sql;
  /** Undefined where an operator says what became of the money. */
  readonly collectInvoice: ReturnType<typeof createCollectInvoice> | undefined;
  readonly runPayment: RunPayment;
  readonly now: () => Date;
  /** Told of each payment that broke down. */
  readonly onError: (error: unknown) => void;
  /** Ends the run between two batches. */
  readonly signal: AbortSignal;
  /** Only those of this team. */
  readonly only?: TeamId;
};

/** Taken up at a time: a call waits more than it works. */
const BATCH = 16;
const DAY_MS = 24 * 60 * 60 * 1000;

/** How long after the first failure each charge is due, by the charges there were, in milliseconds. */
const chargedAfterMs = [0, ...chargedAgainAfterDays.map((days) => days * DAY_MS)];

/** When a team's next charge is due that is not under way; $1 is the team. */
export const NEXT_CHARGE = `
  select min(case state when 'invoiced' then updated_at else first_failed_at
    + (array[${chargedAfterMs}]::float8[])[attempts + 1] * interval '1 millisecond' end) as at
  from invoice where team_id = $1 and not is_test and attempts < ${chargesAtMost}
    and state in ('invoiced', 'notpaid') and collected_with is null
    and not exists (select from payment p where p.team_id = invoice.team_id
      and p.invoice_id = invoice.invoice_id and p.status in ('running', 'pending'))`;

/**
 * Charges the invoices whose time has come, by the time of their teams. Running it twice at once
 * charges each once.
 *
 * @see spec/partner-api.md §12.6
 */
export async function chargeDueInvoices(ports: PaymentJobPorts): Promise<void> {
  const { sql, collectInvoice, now, signal, only } = ports;
  if (collectInvoice === undefined) return;
  const rows = await sql<{ team_id: TeamId; invoice_id: InvoiceId }>(DUE, [
    now(),
    chargedAfterMs,
    chargesAtMost,
    only ?? null,
  ]);
  const actor = { kind: 'system' } as const;
  await inBatches(ports, rows, async ({ team_id: teamId, invoice_id: invoiceId }) => {
    if (!signal.aborted) await collectInvoice({ teamId, invoiceId, actor });
  });
}

const DUE = `
  select team_id, invoice_id from invoice
  where not is_test and collected_with is null and attempts < $3 and ($4::text is null or team_id = $4)
    and (state = 'invoiced' and ${isDueSql('updated_at', { team: 'invoice.team_id', now: '$1' })}
      or state = 'notpaid' and ${isDueSql('first_failed_at', {
        team: 'invoice.team_id',
        now: '$1',
        afterMs: '($2::float8[])[attempts + 1]',
      })})
    and not exists (select from payment p where p.team_id = invoice.team_id
      and p.invoice_id = invoice.invoice_id and p.status in ('running', 'pending'))
  order by first_failed_at nulls first, updated_at limit 200`;

/**
 * Charges what was bought on a threshold, without waiting for the next look at all invoices: the
 * balance is low already.
 */
export async function chargeTopUps(ports: PaymentJobPorts): Promise<void> {
  const { sql, collectInvoice, signal } = ports;
  if (collectInvoice === undefined) return;
  const rows = await sql<{ team_id: TeamId; invoice_id: InvoiceId }>(
    `select team_id, invoice_id from purchase join invoice v using (team_id, invoice_id)
     where origin = 'automatic' and purchase.state = 'open'
       and v.state = 'invoiced' and not v.is_test
       and not exists (select from payment p where p.team_id = v.team_id
         and p.invoice_id = v.invoice_id and p.status in ('running', 'pending'))
     limit ${BATCH}`,
  );
  const actor = { kind: 'system' } as const;
  await inBatches(ports, rows, async ({ team_id: teamId, invoice_id: invoiceId }) => {
    if (!signal.aborted) await collectInvoice({ teamId, invoiceId, actor });
  });
}

/** Takes up the payments that were left or are due: asks what became of them, and goes on. */
export async function resumePayments(ports: PaymentJobPorts): Promise<void> {
  const { sql, runPayment } = ports;
  const rows = await sql<{ team_id: TeamId; payment_id: PaymentId }>(
    `with due as materialized (
       select payment_id from payment_queue
       where due_at <= now() and (leased_until is null or leased_until <= now())
       order by due_at limit $2 for update skip locked)
     update payment_queue q set leased_until = now() + $1 * interval '1 millisecond' from due
     where q.payment_id = due.payment_id returning q.team_id, q.payment_id`,
    [PAYMENT_LEASE_MS, BATCH],
  );
  await inBatches(ports, rows, async ({ team_id: teamId, payment_id: paymentId }) => {
    await runPayment.resume(teamId, paymentId);
  });
}

async function inBatches<Row extends object>(
  { onError }: PaymentJobPorts,
  rows: readonly Row[],
  work: (row: Row) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.slice(start, start + BATCH);
    await Promise.all(batch.map((row) => work(row).catch(onError)));
  }
}
