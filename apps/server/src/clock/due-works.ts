import { type DueWork, overdueAfterMs } from '@kontor/core';
import type { TeamId } from '@kontor/protocol/vocabulary';
import { type AdvancePorts, advanceInvoices } from '../jobs/advance-invoices.ts';
import { applyDuePlans, type DuePlansPorts } from '../jobs/apply-due-plans.ts';
import { type FinalizePorts, finalizeDueInstallations } from '../jobs/finalize-installations.ts';
import { chargeDueInvoices, NEXT_CHARGE, type PaymentJobPorts } from '../jobs/run-payments.ts';
import { isUnsettledSql } from '../postgres/invoice-store.ts';
import type { Sql } from '../postgres/sql.ts';

export type DueWorksPorts = Omit<
  AdvancePorts & DuePlansPorts & FinalizePorts & PaymentJobPorts,
  'signal' | 'only'
>;

/**
 * Everything that a team's time brings about, in the order in which it is done when it is due at the
 * same time: a plan holds before it is billed, and an installation ends after its invoices.
 */
export function dueWorksOf(ports: DueWorksPorts): readonly DueWork[] {
  const { sql } = ports;
  const forOne = (only: TeamId) => ({ ...ports, only, signal: new AbortController().signal });
  const earliest = (statement: string) => (teamId: TeamId) => earliestOf(sql, statement, teamId);
  return [
    {
      name: 'calls of providers',
      next: earliest(RUNNING_OPERATIONS),
      // they are made by whoever holds them, and waited for here
      run: async () => {},
    },
    {
      name: 'plans that come into effect',
      next: earliest(WAITING_PLANS),
      run: (teamId) => applyDuePlans(forOne(teamId)),
    },
    {
      name: 'invoices that are sent or overdue',
      next: earliest(WAITING_INVOICES),
      run: (teamId) => advanceInvoices(forOne(teamId)),
    },
    {
      name: 'charges',
      next: ports.collectInvoice === undefined ? async () => undefined : earliest(NEXT_CHARGE),
      run: (teamId) => chargeDueInvoices(forOne(teamId)),
    },
    {
      name: 'installations that end',
      next: earliest(WAITING_INSTALLATIONS),
      run: async (teamId) => {
        await finalizeDueInstallations(forOne(teamId));
      },
    },
  ];
}

async function earliestOf(sql: Sql, statement: string, teamId: TeamId): Promise<Date | undefined> {
  const [row] = await sql<{ at: Date | null }>(statement, [teamId]);
  return row?.at ?? undefined;
}

/** Those that are being tried or about to be: one that waits for a provider to come back waits in real time. */
const RUNNING_OPERATIONS = `
  select c.now as at from test_clock c where c.team_id = $1 and exists (
    select 1 from operation_queue q where q.team_id = $1
      and (q.due_at <= now() or q.leased_until > now()))`;

const WAITING_PLANS = `
  select min(pending_plan_due_at) as at from (
    select pending_plan_due_at from resource
      where team_id = $1 and lifecycle in ('active', 'deleting')
    union all
    select pending_plan_due_at from installation
      where team_id = $1 and lifecycle in ('installed', 'uninstalling')) waiting`;

const WAITING_INVOICES = `
  select min(case state when 'scheduled' then invoice_date
    else first_failed_at + ${overdueAfterMs} * interval '1 millisecond' end) as at
  from invoice where team_id = $1 and state in ('scheduled', 'notpaid') and not is_test
    and collected_with is null`;

const WAITING_INSTALLATIONS = `
  select min(finalization_due_at) as at from installation
  where team_id = $1 and lifecycle = 'uninstalled' and finalized_at is null
    and not exists (select 1 from invoice v where v.team_id = $1
      and v.installation_id = installation.installation_id and not v.is_test and ${isUnsettledSql})`;
