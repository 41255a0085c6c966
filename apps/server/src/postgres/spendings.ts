import type { Period, Spending } from '@kontor/core';
import type { Sql } from './sql.ts';

type Row = {
  installation_id: string;
  external_id: string;
  invoiced: string;
  reported: string;
};

/** What everything of a team came to in a month. @see docs/spending.md */
export async function findSpendings(
  sql: Sql,
  teamId: string,
  { start, end }: Period,
): Promise<readonly Spending[]> {
  const rows = await sql<Row>(SPENDINGS, [teamId, start, end]);
  return rows.map((row) => ({
    installationId: row.installation_id,
    externalId: row.external_id || null,
    invoiced: row.invoiced,
    reported: row.reported,
  }));
}

/**
 * Lines of invoices of the month, less what was given back or called off. A refund is spread over the
 * lines by what they come to, in whole cents of which the last line takes what is left, so that the
 * parts add up to it.
 */
const INVOICED = `
  select v.installation_id, coalesce(line.resource, '') as external_id,
    line.amount - case when v.refund_total = 0 or line.whole = 0 then 0
      else round(v.refund_total * line.until / line.whole, 2)
        - round(v.refund_total * (line.until - line.amount) / line.whole, 2) end as invoiced,
    0 as reported
  from invoice v
  cross join lateral (
    select resource, amount, sum(amount) over () as whole,
      sum(amount) over (order by kind, number) as until
    from (
      select 1 as kind, number, item ->> 'resourceId' as resource,
        (item ->> 'total')::numeric as amount
      from jsonb_array_elements(v.items) with ordinality as items (item, number)
      union all
      select 2, number, discount ->> 'resourceId', -(discount ->> 'amount')::numeric
      from jsonb_array_elements(v.discounts) with ordinality as discounts (discount, number)
    ) lines
  ) line
  where v.team_id = $1 and not v.is_test and not v.is_waived
    and v.invoice_date >= $2 and v.invoice_date < $3
    and not (v.state = 'refunded' and v.refund_total = v.total)`;

/**
 * Lines of the newest report of each period that ends in the month or later, of what no invoice
 * bills for that time. Of a resource, the part of the report that came last holds.
 */
const REPORTED = `
  select told.installation_id, told.external_resource_id, 0,
    case told.kind when 'item' then told.amount else -told.amount end
  from (
    select line.*, part.period_start, part.period_end,
      max(line.report_id) over (partition by line.installation_id, part.period_start,
        part.period_end, line.external_resource_id) as last_part
    from (
      select *, rank() over (partition by installation_id, period_start, period_end
        order by reported_at desc) as age
      from billing_report where team_id = $1 and period_end >= $2
        and installation_id not in (
          select installation_id from installation where team_id = $1 and is_test)
    ) part
    join reported_charge line on line.team_id = part.team_id
      and line.installation_id = part.installation_id and line.report_id = part.report_id
    where part.age = 1 and line.team_id = $1
  ) told
  where told.report_id = told.last_part and not exists (
    select 1 from invoice_subject s
    left join resource r on r.team_id = s.team_id and r.resource_id = s.resource_id
    where s.team_id = $1 and s.installation_id = told.installation_id
      and s.period_start < told.period_end and s.period_end > told.period_start
      and s.billing_plan_id = told.billing_plan_id
      and (s.resource_id = '' or r.resource_id is not null)
      and coalesce(r.external_id, '') = told.external_resource_id
  )`;

const SPENDINGS = `
  select installation_id, external_id, sum(invoiced)::text as invoiced, sum(reported)::text as reported
  from (${INVOICED} union all ${REPORTED}) spent
  group by installation_id, external_id order by installation_id, external_id`;
