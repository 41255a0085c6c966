import type { Actor, Purchase, PurchaseStore } from '@kontor/core';
import type { InstallationId, InvoiceId, ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Sql } from './sql.ts';

export type PurchaseRow = {
  team_id: TeamId;
  invoice_id: InvoiceId;
  installation_id: InstallationId;
  resource_id: ResourceId | '';
  billing_plan_id: string;
  amount: string;
  origin: Purchase['origin'];
  actor: Actor;
  state: Purchase['state'];
  attempts: number;
  retry_at: Date | null;
  caller_key: string | null;
  trace_id: string;
  created_at: Date;
  updated_at: Date;
};

/** Purchases in PostgreSQL, of one team, in the transaction that `sql` runs in. */
export function purchaseStore(sql: Sql, teamId: string): PurchaseStore {
  const one = async (rest: string, value: string) => {
    const [row] = await sql<PurchaseRow>(`select * from purchase where team_id = $1 and ${rest}`, [
      teamId,
      value,
    ]);
    return row && purchaseOf(row);
  };
  return {
    find: (id) => one('invoice_id = $2', id),
    lock: (id) => one('invoice_id = $2 for update', id),
    findByCallerKey: (callerKey) => one('caller_key = $2', callerKey),
    insert: async (purchase) => {
      await sql(
        `insert into purchase (team_id, invoice_id, installation_id, resource_id, billing_plan_id,
           amount, origin, actor, state, attempts, retry_at, caller_key, trace_id, created_at,
           updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
        [
          teamId,
          purchase.invoiceId,
          purchase.installationId,
          purchase.resourceId ?? '',
          purchase.billingPlanId,
          purchase.amount,
          purchase.origin,
          purchase.actor,
          purchase.state,
          purchase.attempts,
          purchase.retryAt,
          purchase.callerKey,
          purchase.traceId,
          purchase.createdAt,
          purchase.updatedAt,
        ],
      );
    },
    save: async ({ invoiceId, state, attempts, retryAt, updatedAt }) => {
      await sql(
        `update purchase set state = $3, attempts = $4, retry_at = $5, updated_at = $6
         where team_id = $1 and invoice_id = $2`,
        [teamId, invoiceId, state, attempts, retryAt, updatedAt],
      );
    },
    boughtAutomatically: async ({ installationId, resourceId }, { start, end }) => {
      const [row] = await sql<{ bought: string }>(
        `select coalesce(sum(p.amount - v.refund_total), 0)::text as bought from purchase p
         join invoice v on v.team_id = p.team_id and v.invoice_id = p.invoice_id
         where p.team_id = $1 and p.installation_id = $2 and p.resource_id = $3
           and p.origin = 'automatic' and p.created_at >= $4 and p.created_at < $5
           and p.state not in ('refused', 'cancelled')`,
        [teamId, installationId, resourceId ?? '', start, end],
      );
      return row?.bought ?? '0';
    },
  };
}

function purchaseOf(row: PurchaseRow): Purchase {
  return {
    invoiceId: row.invoice_id,
    teamId: row.team_id,
    installationId: row.installation_id,
    resourceId: row.resource_id || null,
    billingPlanId: row.billing_plan_id,
    amount: row.amount,
    origin: row.origin,
    actor: row.actor,
    state: row.state,
    attempts: row.attempts,
    retryAt: row.retry_at,
    callerKey: row.caller_key,
    traceId: row.trace_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
