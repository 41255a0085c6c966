import type { Finding, Reconciliation } from '@kontor/protocol/kontor';
import type { FindingId, ReconciliationId } from '@kontor/protocol/vocabulary';
import { narrowing } from '../postgres/event-filter.ts';
import type { Sql } from '../postgres/sql.ts';

type ReportRow = {
  reconciliation_id: ReconciliationId;
  origin: Reconciliation['origin'];
  integration_slug: string | null;
  installation_id: string | null;
  started_at: Date;
  ended_at: Date | null;
  installations: number;
  resources: number;
  unanswered: Reconciliation['unanswered'];
  found: Reconciliation['findings'];
};

/** What is not repaired, nor being repaired by an operation that runs or has succeeded. */
const IS_OPEN = `f.repaired_at is null and coalesce(o.status, 'failed') = 'failed'`;
const WITH_OPERATION = `left join operation o on o.team_id = f.team_id and o.operation_id = f.operation_id`;

const REPORTS = `
  select r.*, g.slug as integration_slug, (
    select jsonb_build_object(
      'high', count(*) filter (where f.severity = 'high'),
      'medium', count(*) filter (where f.severity = 'medium'),
      'low', count(*) filter (where f.severity = 'low'),
      'open', count(*) filter (where ${IS_OPEN}),
      'repairable', count(*) filter (where ${IS_OPEN} and f.repair is not null))
    from reconciliation_finding f ${WITH_OPERATION}
    where f.reconciliation_id = r.reconciliation_id) as found
  from reconciliation r left join integration g on g.integration_id = r.integration_id`;

export async function listReports(read: Sql, limit: number): Promise<Reconciliation[]> {
  const rows = await read<ReportRow>(
    `${REPORTS} order by r.started_at desc, r.reconciliation_id desc limit $1`,
    [limit],
  );
  return rows.map(reportOf);
}

export async function findReport(read: Sql, id: string): Promise<Reconciliation | undefined> {
  const [row] = await read<ReportRow>(`${REPORTS} where r.reconciliation_id = $1`, [id]);
  return row && reportOf(row);
}

function reportOf(row: ReportRow): Reconciliation {
  return {
    id: row.reconciliation_id,
    origin: row.origin,
    integration: row.integration_slug,
    installationId: row.installation_id,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    installations: row.installations,
    resources: row.resources,
    unanswered: row.unanswered,
    findings: row.found,
  };
}

type FindingRow = {
  finding_id: FindingId;
  kind: Finding['kind'];
  severity: Finding['severity'];
  team_id: string;
  team_slug: string | null;
  integration_id: string;
  integration_slug: string | null;
  installation_id: string;
  resource_id: string | null;
  external_id: string | null;
  here: Finding['here'];
  there: Finding['there'];
  message: string;
  repair: Finding['repair'];
  advice: string;
  found_at: Date;
  repaired_at: Date | null;
  operation_id: string | null;
  operation_status: string | null;
  operation_ended_at: Date | null;
};

const FINDINGS = `
  select f.*, t.slug as team_slug, g.slug as integration_slug, o.status as operation_status,
    o.finished_at as operation_ended_at
  from reconciliation_finding f ${WITH_OPERATION}
  left join people.organization t on t.id = f.team_id
  left join integration g on g.integration_id = f.integration_id
  where f.reconciliation_id = $1`;

export type FindingQuery = {
  readonly kind?: string | undefined;
  readonly repairable?: 'true' | 'false' | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
};

export async function listFindingViews(
  read: Sql,
  reportId: string,
  { kind, repairable, after, limit }: FindingQuery,
): Promise<Finding[]> {
  const values: unknown[] = [reportId];
  const asked = narrowing(
    [
      ['f.kind = $', kind],
      ['f.finding_id > $', after],
    ],
    values,
  );
  const only = repairable === 'true' ? `and f.repair is not null and ${IS_OPEN}` : '';
  const rows = await read<FindingRow>(
    `${FINDINGS} ${asked} ${only} order by f.finding_id limit $${values.push(limit)}`,
    values,
  );
  return rows.map(findingOf);
}

export async function findFindingView(
  read: Sql,
  reportId: string,
  findingId: string,
): Promise<Finding | undefined> {
  const [row] = await read<FindingRow>(`${FINDINGS} and f.finding_id = $2`, [reportId, findingId]);
  return row && findingOf(row);
}

function findingOf(row: FindingRow): Finding {
  const { operation_status: status } = row;
  const isDone = row.repaired_at !== null || status === 'succeeded';
  return {
    id: row.finding_id,
    kind: row.kind,
    severity: row.severity,
    team: { id: row.team_id, slug: row.team_slug },
    integration: { id: row.integration_id, slug: row.integration_slug ?? row.integration_id },
    installationId: row.installation_id,
    resourceId: row.resource_id,
    externalId: row.external_id,
    here: row.here,
    there: row.there,
    message: row.message,
    repair: row.repair,
    advice: row.advice,
    state: isDone ? 'repaired' : status === 'running' ? 'repairing' : 'open',
    operationId: row.operation_id,
    foundAt: row.found_at.toISOString(),
    repairedAt:
      (row.repaired_at ?? (isDone ? row.operation_ended_at : null))?.toISOString() ?? null,
  };
}
