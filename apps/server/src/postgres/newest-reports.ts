import type { Period, Span } from '@kontor/core';
import type { Sql } from './sql.ts';

/** What holds of one day, week or month of an installation. */
export type NewestReport = {
  readonly installationId: string;
  /** First moment of the day, week or month. */
  readonly from: Date;
  readonly reportedAt: Date;
  readonly eod: Date;
  readonly period: Period;
  /** Its parts as they arrived: reports of one timestamp are one. */
  readonly reportIds: readonly string[];
};

export type NewestQuery = {
  readonly installationIds: readonly string[];
  readonly per: Span;
  /** Only of billing days that end after this, and at this or before. */
  readonly after?: Date;
  readonly until?: Date;
  /** Of each installation no more than the newest of these. */
  readonly limit?: number;
};

/**
 * The newest report of each day, week or month, the latest first. A billing day that ends at midnight
 * belongs to the day that it was. An installation that has changed hands has reports in several teams.
 *
 * @see spec/platform-api.md §2.11
 */
export async function findNewestReports(
  sql: Sql,
  teamIds: readonly string[],
  { installationIds, per, after, until, limit }: NewestQuery,
): Promise<readonly NewestReport[]> {
  const rows = await sql<Row>(NEWEST, [
    teamIds,
    installationIds,
    per,
    after ?? null,
    until ?? null,
    limit ?? null,
  ]);
  const groups = Map.groupBy(rows, (row) => `${row.installation_id} ${row.from.getTime()}`);
  return [...groups.values()].flatMap((parts) => {
    const last = parts.at(-1);
    if (last === undefined) return [];
    return [
      {
        installationId: last.installation_id,
        from: last.from,
        reportedAt: last.reported_at,
        eod: last.eod,
        period: { start: last.period_start, end: last.period_end },
        reportIds: parts.map((part) => part.report_id),
      },
    ];
  });
}

type Row = {
  installation_id: string;
  from: Date;
  report_id: string;
  reported_at: Date;
  eod: Date;
  period_start: Date;
  period_end: Date;
};

const NEWEST = `
  select * from (
    select *,
      rank() over (partition by installation_id, "from" order by reported_at desc) as age,
      dense_rank() over (partition by installation_id order by "from" desc) as place
    from (
      select installation_id, report_id, reported_at, eod, period_start, period_end,
        date_trunc($3, (eod - interval '1 millisecond') at time zone 'UTC') at time zone 'UTC'
          as "from"
      from billing_report
      where team_id = any($1::text[]) and installation_id = any($2::text[])
        and ($4::timestamptz is null or eod > $4) and ($5::timestamptz is null or eod <= $5)
    ) report
  ) ranked
  where age = 1 and ($6::bigint is null or place <= $6)
  order by installation_id, "from" desc, report_id`;

/** The arguments of {@link linesOf}: whose lines, and of which reports. */
export function keysOf(reports: readonly NewestReport[]) {
  const parts = reports.flatMap(({ reportIds }, index) =>
    reportIds.map((id) => ({ id, report: index })),
  );
  return [
    [...new Set(reports.map(({ installationId }) => installationId))],
    parts.map(({ id }) => id),
    parts.map(({ report }) => report),
  ];
}

/**
 * The lines of reports, as a part of a statement: `report` says of which one a line is. Of a resource
 * the part that came last holds, so that a part that is sent again counts once.
 */
export function linesOf(view: 'reported_charge' | 'reported_usage'): string {
  return `(
    select * from (
      select line.*, part.report,
        max(line.report_id) over (partition by part.report, line.external_resource_id) as last_part
      from ${view} line
      join unnest($3::bigint[], $4::int[]) as part (report_id, report)
        on part.report_id = line.report_id
      where line.team_id = any($1::text[]) and line.installation_id = any($2::text[])
        and line.report_id = any($3::bigint[])
    ) told where report_id = last_part
  )`;
}
