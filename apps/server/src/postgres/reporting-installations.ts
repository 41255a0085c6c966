import type { Sql } from './sql.ts';

/** An installation of which something was reported, as its provider sees it. */
export type ReportingInstallation = {
  readonly installationId: string;
  /** Whose it is, and whose it was when something was reported. */
  readonly teamIds: readonly string[];
  /** Null for a team that is gone. */
  readonly teamName: string | null;
  readonly isTest: boolean;
  readonly lastReportAt: Date | null;
};

export type ReportingPage = {
  /** Only with a billing day that ends after this, and at this or before. */
  readonly after: Date;
  readonly until: Date;
  /** Only tests, or none of them. */
  readonly tests?: boolean | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
};

/** The installations of an integration that something was reported of, over all teams, newest first. */
export async function listReportingInstallations(
  read: Sql,
  integrationId: string,
  { after, until, tests, before, limit }: ReportingPage,
): Promise<readonly ReportingInstallation[]> {
  const rows = await read<{
    installation_id: string;
    team_ids: string[];
    team_name: string | null;
    is_test: boolean;
    last_at: Date | null;
  }>(REPORTING, [integrationId, after, until, tests ?? null, before ?? null, limit]);
  return rows.map((row) => ({
    installationId: row.installation_id,
    teamIds: row.team_ids,
    teamName: row.team_name,
    isTest: row.is_test,
    lastReportAt: row.last_at,
  }));
}

const REPORTING = `
  select r.installation_id, told.team_ids, t.name as team_name, i.is_test, u.last_at
  from installation_route r
  join installation i on i.team_id = r.team_id and i.installation_id = r.installation_id
  left join usage_reporting u on u.team_id = r.team_id and u.installation_id = r.installation_id
  left join people.organization t on t.id = r.team_id
  cross join lateral (
    select array_agg(held.team_id) as team_ids from (
      select r.team_id
      union
      select f.team_id from former_installation f where f.installation_id = r.installation_id
    ) held
    where exists (
      select from billing_report b
      where b.team_id = held.team_id and b.installation_id = r.installation_id
        and b.eod > $2 and b.eod <= $3)
  ) told
  where r.integration_id = $1 and told.team_ids is not null
    and ($4::boolean is null or i.is_test = $4) and ($5::text is null or r.installation_id < $5)
  order by r.installation_id desc limit $6`;
