import type { Billed, InstallationRef } from '@kontor/core';
import type { Sql } from '../postgres/sql.ts';

type Row = { external_id: string; from: Date; until: Date; invoices: string[] };

/** Invoices of this time are looked at, and usage that was reported since the day before. */
const INVOICES_OF = `interval '35 days'`;
const REPORTS_OF = `interval '26 hours'`;

const INVOICED = `
  select line ->> 'resourceId' as external_id,
    max(coalesce((line ->> 'start')::timestamptz, v.period_start)) as "from",
    max(coalesce((line ->> 'end')::timestamptz, v.period_end)) as until,
    (array_agg(distinct v.invoice_id))[1:5] as invoices
  from invoice v cross join lateral jsonb_array_elements(v.items) line
  where v.team_id = $1 and v.installation_id = $2 and not v.is_test and v.state <> 'refunded'
    and v.created_at > $3::timestamptz - ${INVOICES_OF} and line ->> 'resourceId' is not null
  group by 1`;

/** A day on which something was used. What a period comes to so far names also what has gone in it. */
const REPORTED = `
  select u.external_resource_id as external_id, max(b.eod - interval '1 day') as "from",
    max(b.eod) as until, '{}'::text[] as invoices
  from billing_report b
  join reported_usage u on u.team_id = b.team_id and u.installation_id = b.installation_id
    and u.report_id = b.report_id
  where b.team_id = $1 and b.installation_id = $2
    and b.received_at > $3::timestamptz - ${REPORTS_OF}
    and u.external_resource_id <> '' and u.day_value > 0
  group by 1`;

/** What the bills of an installation say of its resources. */
export async function readBilled(
  read: Sql,
  { teamId, installationId }: InstallationRef,
  at: Date,
): Promise<readonly Billed[]> {
  const values = [teamId, installationId, at];
  const [invoiced, reported] = await Promise.all([
    read<Row>(INVOICED, values),
    read<Row>(REPORTED, values),
  ]);
  return [...invoiced.map(billedBy('invoice')), ...reported.map(billedBy('usage'))];
}

function billedBy(source: Billed['source']) {
  return ({ external_id: externalId, from, until, invoices }: Row): Billed => ({
    externalId,
    source,
    from,
    until,
    invoices,
  });
}
