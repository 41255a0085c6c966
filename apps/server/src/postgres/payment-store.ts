import type { Payment, PaymentStore } from '@kontor/core';
import {
  type InstallationId,
  type InvoiceId,
  type PaymentId,
  type PaymentMethodId,
  paymentId,
  type TeamId,
} from '@kontor/protocol/vocabulary';
import { mintId } from '../ids.ts';
import type { Sql } from './sql.ts';

export type PaymentRow = {
  team_id: TeamId;
  payment_id: PaymentId;
  kind: Payment['kind'];
  status: Payment['status'];
  installation_id: InstallationId;
  invoice_id: InvoiceId | null;
  payment_method_id: PaymentMethodId | null;
  back_end: Payment['backEnd'];
  amount: string;
  reference: string | null;
  refund_of: PaymentId | null;
  billing_plan_id: string | null;
  caller_key: string | null;
  decline: Payment['decline'];
  dispute: Payment['dispute'];
  actor: Payment['actor'];
  tries: number;
  created_at: Date;
  finished_at: Date | null;
};

/**
 * For how long a payment belongs to the process that calls the back end: longer than a call takes, and
 * no longer, because an invoice waits so long when that process has died.
 */
export const PAYMENT_LEASE_MS = 30_000;

const SELECT = 'select * from payment where team_id = $1';

/** Payments in PostgreSQL, of one team, in the transaction that `sql` runs in. */
export function paymentStore(sql: Sql, teamId: string): PaymentStore {
  const one = async (rest: string, value: string) => {
    const [row] = await sql<PaymentRow>(`${SELECT} ${rest}`, [teamId, value]);
    return row && paymentOf(row);
  };
  return {
    nextId: () => paymentId.parse(mintId('payment')),
    find: (id) => one('and payment_id = $2', id),
    lock: (id) => one('and payment_id = $2 for update', id),
    underWay: (invoiceId) =>
      one(`and invoice_id = $2 and status in ('running', 'pending')`, invoiceId),
    chargeOf: (invoiceId) =>
      one(
        `and invoice_id = $2 and kind = 'charge' and status = 'succeeded'
         order by payment_id desc limit 1`,
        invoiceId,
      ),
    authorisationOf: async ({ installationId, billingPlanId, callerKey }) => {
      const [row] = await sql<PaymentRow>(AUTHORISATION, [
        teamId,
        callerKey,
        installationId,
        billingPlanId,
      ]);
      return row && paymentOf(row);
    },
    insert: async (payment, dueInMs) => {
      const rows = await sql(INSERT, columnsOf(payment));
      if (rows.length === 0) return false;
      await sql('insert into payment_route (payment_id, team_id) values ($1, $2)', [
        payment.id,
        teamId,
      ]);
      if (payment.finishedAt !== null) return true;
      await sql(
        `insert into payment_queue (payment_id, team_id, due_at, leased_until)
         values ($1, $2, now() + $3 * interval '1 millisecond', now() + $4 * interval '1 millisecond')`,
        [payment.id, teamId, dueInMs ?? 0, dueInMs === undefined ? PAYMENT_LEASE_MS : 0],
      );
      return true;
    },
    save: async (payment, dueInMs) => {
      await sql(
        `update payment set status = $3, reference = $4, decline = $5, dispute = $6, tries = $7,
           finished_at = $8
         where team_id = $1 and payment_id = $2`,
        [
          teamId,
          payment.id,
          payment.status,
          payment.reference,
          payment.decline,
          payment.dispute,
          payment.tries,
          payment.finishedAt,
        ],
      );
      if (payment.finishedAt !== null) {
        await sql('delete from payment_queue where payment_id = $1', [payment.id]);
      } else if (dueInMs !== undefined) {
        await sql(
          `update payment_queue set due_at = now() + $2 * interval '1 millisecond',
             leased_until = null where payment_id = $1`,
          [payment.id, dueInMs],
        );
      }
    },
  };
}

/** One of which nobody knows what became was tried, and is taken up again. */
const AUTHORISATION = `
  ${SELECT} and kind = 'authorisation' and (caller_key = $2 and status <> 'failed'
    or installation_id = $3 and billing_plan_id = $4 and status in ('running', 'pending')
      and tries > 1)
  order by payment_id desc limit 1`;

const INSERT = `
  insert into payment (team_id, payment_id, kind, status, installation_id, invoice_id,
    payment_method_id, back_end, amount, reference, refund_of, decline, dispute, actor, tries,
    created_at, finished_at, billing_plan_id, caller_key)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
  on conflict do nothing returning payment_id`;

function columnsOf(payment: Payment): unknown[] {
  return [
    payment.teamId,
    payment.id,
    payment.kind,
    payment.status,
    payment.installationId,
    payment.invoiceId,
    payment.paymentMethodId,
    payment.backEnd,
    payment.amount,
    payment.reference,
    payment.refundOf,
    payment.decline,
    payment.dispute,
    payment.actor,
    payment.tries,
    payment.createdAt,
    payment.finishedAt,
    payment.billingPlanId,
    payment.callerKey,
  ];
}

export function paymentOf(row: PaymentRow): Payment {
  return {
    id: row.payment_id,
    teamId: row.team_id,
    kind: row.kind,
    status: row.status,
    installationId: row.installation_id,
    invoiceId: row.invoice_id,
    paymentMethodId: row.payment_method_id,
    backEnd: row.back_end,
    amount: row.amount,
    reference: row.reference,
    refundOf: row.refund_of,
    billingPlanId: row.billing_plan_id,
    callerKey: row.caller_key,
    decline: row.decline,
    dispute: row.dispute,
    actor: row.actor,
    tries: row.tries,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}
