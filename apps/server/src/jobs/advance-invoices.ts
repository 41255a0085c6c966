import {
  type createChangeInvoice,
  type InvoiceStep,
  type KeptInvoiceState,
  overdueAfterMs,
} from '@kontor/core';
import type { InvoiceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';
import { isDueSql } from '../postgres/team-clock.ts';

export type AdvancePorts = {
  readonly sql: Sql;
  readonly changeInvoice: ReturnType<typeof createChangeInvoice>;
  readonly now: () => Date;
  /** Told of each invoice that cannot be moved on. */
  readonly onError: (error: unknown) => void;
  /** Ends the run between two invoices. */
  readonly signal: AbortSignal;
  /** Only those of this team. */
  readonly only?: TeamId;
};

/** Invoices looked up at a time, until none is due any more: a month ends for all teams at once. */
const BATCH = 100;
/** Of how many teams invoices are moved on at the same time. */
const TEAMS_AT_ONCE = 4;

/**
 * Sends the invoices whose date has come, and calls overdue what was not paid for too long. Running
 * it twice at once moves each on once.
 *
 * @see spec/partner-api.md §12.4, §12.6
 */
export async function advanceInvoices(ports: AdvancePorts): Promise<void> {
  await advance(ports, 'sent', { state: 'scheduled', since: 'invoice_date', afterMs: 0 });
  await advance(ports, 'overdue', {
    state: 'notpaid',
    since: 'first_failed_at',
    afterMs: overdueAfterMs,
  });
}

type Due = {
  readonly state: KeptInvoiceState;
  /** The column of the time from which it is counted. */
  readonly since: string;
  readonly afterMs: number;
};
type Row = { team_id: TeamId; invoice_id: InvoiceId };

async function advance(ports: AdvancePorts, step: InvoiceStep, due: Due): Promise<void> {
  const { sql, now, signal, only } = ports;
  const { state, since, afterMs } = due;
  // what cannot be moved on now must not keep the others from it
  const passed: InvoiceId[] = [];
  for (;;) {
    const rows = await sql<Row>(
      `select team_id, invoice_id from invoice
       where state = '${state}' and not is_test and collected_with is null
         and ${isDueSql(since, { team: 'invoice.team_id', now: '$1', afterMs: '$2' })}
         and ($3::text is null or team_id = $3) and invoice_id <> all($4::text[])
       order by ${since}, invoice_id limit ${BATCH}`,
      [now(), afterMs, only ?? null, passed],
    );
    const byTeam = Map.groupBy(rows, ({ team_id }) => team_id);
    const teams = [...byTeam.values()].values();
    const advancing = async () => {
      for (const own of teams) passed.push(...(await advanceInTurn(ports, step, own)));
    };
    await Promise.all(Array.from({ length: TEAMS_AT_ONCE }, advancing));
    if (rows.length < BATCH || signal.aborted) return;
  }
}

/** Those of one team in the order of their dates, as they are numbered; answers what stays as it is. */
async function advanceInTurn(
  { changeInvoice, onError, signal }: AdvancePorts,
  step: InvoiceStep,
  rows: readonly Row[],
): Promise<readonly InvoiceId[]> {
  const passed: InvoiceId[] = [];
  for (const { team_id: teamId, invoice_id: invoiceId } of rows) {
    if (signal.aborted) break;
    try {
      // whoever was quicker has moved it on, and then this step is refused
      const moved = await changeInvoice({ teamId, invoiceId, actor: { kind: 'system' }, step });
      if (!moved.ok) passed.push(invoiceId);
    } catch (cause) {
      passed.push(invoiceId);
      onError(new Error(`the invoice ${invoiceId} is not moved on and is tried again`, { cause }));
    }
  }
  return passed;
}
