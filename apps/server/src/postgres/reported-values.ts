import { hash } from 'node:crypto';
import type { ReportedMetric } from '@kontor/core';
import { type ArrayLiteral, arrayLiteral } from './array-literal.ts';
import { doublesOf } from './doubles.ts';
import type { Sql } from './sql.ts';

/** Where rows of usage stand: team, installation and report, and the place of the first of them. */
export type UsagePlace = readonly [
  teamId: string,
  installationId: string,
  reportId: string | undefined,
  position: number,
];

/**
 * Keeps rows of usage as columns of numbers, and what they are numbers of once for all reports that have
 * the same. The columns hold exactly what was written.
 */
export async function addUsage(
  sql: Sql,
  place: UsagePlace,
  rows: readonly ReportedMetric[],
): Promise<void> {
  if (!rows.every(isCountedExactly)) {
    await sql(ADD_LARGE, [...place, ...namesOf(rows), ...numbersOf(rows)]);
    return;
  }
  const digest = digestOf(rows);
  const values = [...place, digest, ...valuesOf(rows)];
  const kept = await sql(ADD_VALUES, values);
  if (kept.length > 0) return;
  const [teamId, installationId] = place;
  await sql(ADD_METRICS, [teamId, installationId, digest, ...namesOf(rows)]);
  await sql(ADD_VALUES, values);
}

/** Of a larger number the database may write another text than JavaScript does. */
function isCountedExactly({ dayValue, periodValue, planValue = 0 }: ReportedMetric): boolean {
  return [dayValue, periodValue, planValue].every(
    (value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER,
  );
}

const ADD_VALUES = `insert into billing_report_values (team_id, installation_id, report_id,
    first_position, metrics_digest, day_values, period_values, plan_values)
  select m.team_id, m.installation_id, $3, $4, m.digest, $6, $7, $8
  from billing_report_metrics m
  where m.team_id = $1 and m.installation_id = $2 and m.digest = $5
  returning 1`;

/** Another report may be writing the same; it is waited for. */
const ADD_METRICS = `insert into billing_report_metrics (team_id, installation_id, digest,
    external_resource_ids, names, types, units)
  values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`;

const ADD_LARGE = `insert into billing_report_usages (team_id, installation_id, report_id,
    first_position, external_resource_ids, names, types, units, day_values, period_values,
    plan_values)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;

/** No text that is kept has the character between them. */
function digestOf(rows: readonly ReportedMetric[]): Buffer {
  const texts: string[] = [];
  for (const { resourceId = '', name, type, units } of rows) {
    texts.push(resourceId, name, type, units);
  }
  return hash('sha256', texts.join('\0'), 'buffer');
}

function valuesOf(rows: readonly ReportedMetric[]): readonly (Buffer | null)[] {
  return [
    doublesOf(rows.map(({ dayValue }) => dayValue)),
    doublesOf(rows.map(({ periodValue }) => periodValue)),
    rows.some(({ planValue }) => planValue !== undefined)
      ? doublesOf(rows.map(({ planValue }) => planValue))
      : null,
  ];
}

function namesOf(rows: readonly ReportedMetric[]): readonly string[] {
  const [resource, name, type, units] = literals();
  for (const row of rows) {
    resource.text(row.resourceId ?? '');
    name.text(row.name);
    type.plain(row.type);
    units.text(row.units);
  }
  return [resource, name, type, units].map((column) => column.value());
}

/** Numbers go as their shortest text. */
function numbersOf(rows: readonly ReportedMetric[]): readonly string[] {
  const [day, period, plan] = literals();
  for (const row of rows) {
    day.plain(String(row.dayValue));
    period.plain(String(row.periodValue));
    if (row.planValue === undefined) plan.none();
    else plan.plain(String(row.planValue));
  }
  return [day, period, plan].map((column) => column.value());
}

function literals(): [ArrayLiteral, ArrayLiteral, ArrayLiteral, ArrayLiteral] {
  return [arrayLiteral(), arrayLiteral(), arrayLiteral(), arrayLiteral()];
}
