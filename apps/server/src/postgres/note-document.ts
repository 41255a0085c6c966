import type { Invoice } from '@kontor/core';
import type { Sql } from './sql.ts';

/**
 * Notes who an invoice is from, to and about, in the transaction that sends it. Repeating it changes
 * nothing: a document stays as it was.
 */
export async function noteParties(
  sql: Sql,
  teamId: string,
  { id, updatedAt, isTest, isWaived }: Invoice,
): Promise<void> {
  if (isTest || isWaived) return;
  await sql(NOTE_PARTIES, [teamId, id, updatedAt]);
}

const NOTE_PARTIES = `
  insert into invoice_parties (team_id, invoice_id, seller, buyer, provider, sent_at)
  select v.team_id, v.invoice_id,
    (select details from seller order by seller_id desc limit 1),
    coalesce((select details from billing_details where team_id = v.team_id),
      (select jsonb_build_object('name', o."name") from people.organization o
       where o."id" = v.team_id),
      jsonb_build_object('name', v.team_id)),
    jsonb_build_object('name', g.name, 'developer', g.developer), $3
  from invoice v
  join installation i on i.team_id = v.team_id and i.installation_id = v.installation_id
  join integration g on g.integration_id = i.integration_id
  where v.team_id = $1 and v.invoice_id = $2
  on conflict (team_id, invoice_id) do nothing`;

/** Notes what was given back since the last time, of an invoice that was sent and whose row is locked. */
export async function noteCredit(sql: Sql, teamId: string, invoice: Invoice): Promise<void> {
  const { id, refundTotal, refundReason, updatedAt } = invoice;
  await sql(
    `insert into credit_note (team_id, invoice_id, position, amount, reason, issued_at)
     select $1, $2, count(n.*) + 1, $3::numeric - coalesce(sum(n.amount), 0), $4, $5
     from invoice_parties p
     left join credit_note n on n.team_id = p.team_id and n.invoice_id = p.invoice_id
     where p.team_id = $1 and p.invoice_id = $2
     group by p.invoice_id having $3::numeric > coalesce(sum(n.amount), 0)`,
    [teamId, id, refundTotal, refundReason, updatedAt],
  );
}
