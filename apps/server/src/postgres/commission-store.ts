import type { Database } from './database.ts';
import type { Sql } from './sql.ts';

/** The operator's share of what an integration bills, in percent, from a time on. */
export type CommissionRate = { readonly rate: string; readonly since: string };

type Row = { rate: string; since: Date };

/** Everything that held, newest first. */
export async function listCommissionRates(
  sql: Sql,
  integrationId: string,
): Promise<CommissionRate[]> {
  const rows = await sql<Row>(
    `select trim_scale(rate) as rate, since from commission_rate where integration_id = $1
     order by since desc`,
    [integrationId],
  );
  return rows.map(({ rate, since }) => ({ rate, since: since.toISOString() }));
}

/** What holds now; nothing where none was set. */
export async function findCommissionRate(sql: Sql, integrationId: string): Promise<string> {
  const [newest] = await listCommissionRates(sql, integrationId);
  return newest?.rate ?? '0';
}

export type CommissionChange = {
  readonly integration: string;
  readonly rate: string;
  readonly setBy: string;
  readonly at: Date;
};

/** Sets what holds from now on, and answers whose integration it is; undefined where there is none. */
export function setCommissionRate(
  sql: Sql,
  { integration, rate, setBy, at }: CommissionChange,
): Promise<{ readonly integrationId: string; readonly ownerTeamId: string } | undefined> {
  return sql<{ integration_id: string; owner_team_id: string }>(
    `with wanted as (
       select integration_id, owner_team_id from integration
       where integration_id = $1 or slug = $1
     ), written as (
       insert into commission_rate (integration_id, since, rate, set_by)
       select integration_id, $2, $3, $4 from wanted
       on conflict (integration_id, since) do update set rate = excluded.rate, set_by = excluded.set_by)
     select * from wanted`,
    [integration, at, rate, setBy],
  ).then(([row]) => row && { integrationId: row.integration_id, ownerTeamId: row.owner_team_id });
}

/** The id of an integration that is named by id or slug. */
export async function findIntegrationId(
  read: Database['read'],
  named: string,
): Promise<string | undefined> {
  const [row] = await read<{ integration_id: string }>(
    'select integration_id from integration where integration_id = $1 or slug = $1',
    [named],
  );
  return row?.integration_id;
}
