import type { BillingDetails } from '@kontor/protocol/kontor';
import type { Sql } from './sql.ts';

type Team = { readonly id: string; readonly name: string };

/** Whom a team's invoices are addressed to: the team by its name, until it says otherwise. */
export async function findBillingDetails(sql: Sql, team: Team): Promise<BillingDetails> {
  const [row] = await sql<{ details: BillingDetails }>(
    'select details from billing_details where team_id = $1',
    [team.id],
  );
  return (
    row?.details ?? { name: team.name, address: null, country: null, taxId: null, email: null }
  );
}

export async function saveBillingDetails(
  sql: Sql,
  { id }: Team,
  details: BillingDetails,
  at: Date,
): Promise<void> {
  await sql(
    `insert into billing_details (team_id, details, updated_at) values ($1, $2, $3)
     on conflict (team_id) do update set details = excluded.details, updated_at = excluded.updated_at`,
    [id, JSON.stringify(details), at],
  );
}
