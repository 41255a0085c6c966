import type { MandateSpending } from '@kontor/core';
import type { Sql } from './sql.ts';

type Row = { spent: string; reserved: string; approved: string };

/** What was taken with the token of an agent in a month. @see docs/agents.md */
export async function findMandateSpending(
  sql: Sql,
  place: { readonly teamId: string; readonly tokenId: string; readonly month: Date },
): Promise<MandateSpending> {
  const { teamId, tokenId, month } = place;
  const [row] = await sql<Row>(SPENDING, [teamId, tokenId, month]);
  return row ?? { spent: '0', reserved: '0', approved: '0' };
}

/**
 * How each charge stands follows from its operation, or from its purchase, so that nothing that failed
 * stays reserved. A plan of a former month counts again while its resource, or its installation, has it.
 */
const SPENDING = `
  select coalesce(sum(amount) filter (where stand = 'done' and not is_approved), 0)::text as spent,
    coalesce(sum(amount) filter (where stand = 'begun' and not is_approved), 0)::text as reserved,
    coalesce(sum(amount) filter (where is_approved), 0)::text as approved
  from (
    select c.amount, c.is_approved,
      case when o.status = 'succeeded' or p.state = 'credited' then 'done' else 'begun' end as stand
    from mandate_charge c
    left join operation o on o.team_id = c.team_id and o.operation_id = c.charge_id
    left join purchase p on p.team_id = c.team_id and p.invoice_id = c.charge_id
    where c.team_id = $1 and c.token_id = $2 and c.month = $3
      and (o.status in ('running', 'succeeded')
        or p.state in ('open', 'paid', 'crediting', 'credited', 'unclear'))
    union all
    select c.amount, c.is_approved, 'done'
    from mandate_charge c
    join operation o on o.team_id = c.team_id and o.operation_id = c.charge_id
      and o.status = 'succeeded'
    left join resource r on r.team_id = c.team_id and r.resource_id = c.resource_id
      and r.lifecycle in ('active', 'deleting')
    left join installation i on i.team_id = c.team_id and i.installation_id = c.installation_id
      and i.lifecycle in ('installed', 'uninstalling')
    where c.team_id = $1 and c.token_id = $2 and c.month < $3
      and case when c.resource_id is null then i.billing_plan else r.billing_plan end ->> 'id'
        = c.billing_plan_id
  ) charges`;
