import type { Period } from '@kontor/core';
import type { TopUpRule } from '@kontor/protocol/kontor';
import type { InstallationId, ResourceId } from '@kontor/protocol/vocabulary';
import type { Sql } from './sql.ts';

type Row = {
  installation_id: InstallationId;
  resource_id: ResourceId | '';
  billing_plan_id: string;
  below: string;
  buys: string;
  most: string | null;
  is_armed: boolean;
  stopped_for: TopUpRule['stoppedFor'];
  held_until: Date | null;
  bought: string;
};

/** When balances of a team are filled up, and what was bought for that in a month. */
export async function listTopUpViews(
  sql: Sql,
  teamId: string,
  { month, at }: { readonly month: Period; readonly at: Date },
): Promise<TopUpRule[]> {
  const rows = await sql<Row>(
    `select t.*,
       ${dollars('t.minimum_amount_in_cents')} as below,
       ${dollars('t.purchase_amount_in_cents')} as buys,
       ${dollars('t.maximum_amount_per_period_in_cents')} as most,
       (select coalesce(sum(p.amount - v.refund_total), 0)::numeric(20, 2)::text from purchase p
        join invoice v on v.team_id = p.team_id and v.invoice_id = p.invoice_id
        where p.team_id = t.team_id and p.installation_id = t.installation_id
          and p.resource_id = t.resource_id and p.origin = 'automatic'
          and p.created_at >= $2 and p.created_at < $3
          and p.state not in ('refused', 'cancelled')) as bought
     from balance_threshold t
     join installation i on i.team_id = t.team_id and i.installation_id = t.installation_id
     left join resource r on r.team_id = t.team_id and r.resource_id = t.resource_id
     where t.team_id = $1 and i.lifecycle = 'installed'
       and (t.resource_id = '' or r.lifecycle = 'active')
     order by t.installation_id, t.resource_id`,
    [teamId, month.start, month.end],
  );
  return rows.map((row) => viewOf(row, at));
}

function dollars(cents: string): string {
  return `(${cents} / 100.0)::numeric(20, 2)::text`;
}

function viewOf(row: Row, at: Date): TopUpRule {
  const heldUntil = row.held_until !== null && row.held_until > at ? row.held_until : null;
  return {
    installationId: row.installation_id,
    resourceId: row.resource_id || null,
    billingPlanId: row.billing_plan_id,
    below: row.below,
    buys: row.buys,
    atMostPerMonth: row.most,
    boughtThisMonth: row.bought,
    state: stateOf(row, heldUntil),
    stoppedFor: row.stopped_for,
    heldUntil: heldUntil?.toISOString() ?? null,
  };
}

function stateOf(row: Row, heldUntil: Date | null): TopUpRule['state'] {
  if (row.stopped_for !== null) return 'stopped';
  if (heldUntil !== null) return 'held';
  return row.is_armed ? 'armed' : 'bought';
}
