import type { Purchase } from '@kontor/protocol/kontor';
import type { PurchaseRow } from './purchase-store.ts';
import type { Sql } from './sql.ts';

type Row = PurchaseRow & { invoice_state: Purchase['invoiceState'] };

const SELECT = `select p.*, v.state as invoice_state from purchase p
  join invoice v on v.team_id = p.team_id and v.invoice_id = p.invoice_id
  where p.team_id = $1`;

export type PurchasePage = {
  readonly installation?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
};

/** What a team bought, newest first. */
export async function listPurchaseViews(
  sql: Sql,
  teamId: string,
  { installation, before, limit }: PurchasePage,
): Promise<Purchase[]> {
  const rows = await sql<Row>(
    `${SELECT} and ($2::text is null or p.installation_id = $2)
       and ($3::text is null or p.invoice_id < $3)
     order by p.invoice_id desc limit $4`,
    [teamId, installation ?? null, before ?? null, limit],
  );
  return rows.map(viewOf);
}

export async function findPurchaseView(
  sql: Sql,
  teamId: string,
  invoiceId: string,
): Promise<Purchase | undefined> {
  const [row] = await sql<Row>(`${SELECT} and p.invoice_id = $2`, [teamId, invoiceId]);
  return row && viewOf(row);
}

function viewOf(row: Row): Purchase {
  return {
    invoiceId: row.invoice_id,
    invoiceState: row.invoice_state,
    installationId: row.installation_id,
    resourceId: row.resource_id || null,
    billingPlanId: row.billing_plan_id,
    amount: row.amount,
    origin: row.origin,
    state: row.state,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
