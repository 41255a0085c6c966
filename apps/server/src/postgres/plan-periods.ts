import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import type { Sql } from './sql.ts';
import { teamTimeSql } from './team-clock.ts';

export type PlanNote = {
  readonly installationId: string;
  /** Null for the installation as a whole. */
  readonly resourceId: string | null;
  /** Null where nothing is billed any more. */
  readonly plan: Pick<ResolvedBillingPlan, 'id' | 'type'> | null;
  /** Since when, where the team has no time of its own. */
  readonly at: Date;
};

/**
 * Notes which plan holds from now on, in the transaction that says so: the one before ends. Noting
 * the same again changes nothing.
 */
export async function notePlan(
  sql: Sql,
  teamId: string,
  { installationId, resourceId, plan, at }: PlanNote,
): Promise<void> {
  await sql(
    `with moment as (select ${teamTimeSql('$1', '$6::timestamptz')} as at),
     former as (
       update billing_plan_period set until = (select at from moment)
       where team_id = $1 and installation_id = $2 and resource_id = $3 and until is null
         and billing_plan_id is distinct from $4
     )
     insert into billing_plan_period
       (team_id, installation_id, resource_id, billing_plan_id, plan_type, since)
     select $1, $2, $3, $4::text, $5::text, (select at from moment)
     where $4::text is not null and not exists (
       select 1 from billing_plan_period where team_id = $1 and installation_id = $2
         and resource_id = $3 and until is null and billing_plan_id = $4)
     on conflict (team_id, installation_id, resource_id, billing_plan_id, since)
       do update set until = null`,
    [teamId, installationId, resourceId ?? '', plan?.id ?? null, plan?.type ?? null, at],
  );
}
