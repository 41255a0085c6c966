import {
  type createChangeInvoice,
  invoiceNotFound,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type InstallationId, invoiceId, teamId } from '@kontor/protocol/vocabulary';
import { balanceStore } from '../../postgres/balance-store.ts';
import { installationStore } from '../../postgres/installation-store.ts';
import { findInvoiceView, listInvoiceViews } from '../../postgres/invoice-views.ts';
import type { Sql } from '../../postgres/sql.ts';
import { listUsageReports } from '../../postgres/usage-views.ts';
import type { Callers } from '../principal.ts';
import { type Route, route, type TeamCaller } from '../route.ts';
import { readInstallationId } from './installation-routes.ts';

export type BillingRoutesPorts = {
  readonly read: Sql;
  readonly findTeam: Callers['team'];
  readonly changeInvoice: ReturnType<typeof createChangeInvoice>;
  /** Makes a credential dead at once in this process. */
  readonly forget: () => void;
};

/** What a team is billed for, and what an operator says became of the money. */
export function billingRoutes({
  read,
  findTeam,
  changeInvoice,
  forget,
}: BillingRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.listInvoices, async ({ caller, query }) => {
      const invoices = await listInvoiceViews(read, caller.team.id, query);
      return ok({ status: 200, body: { invoices } });
    }),
    route(kontorEndpoints.getTeamInvoice, async ({ caller, params }) => {
      const invoice = await findInvoiceView(read, caller.team.id, params.invoice);
      if (invoice === undefined) return invoiceNotFound(params.invoice);
      return ok({ status: 200, body: { invoice } });
    }),
    route(kontorEndpoints.listUsage, async ({ caller, params, query }) => {
      const place = await placeOf(read, caller, params.installation);
      if (!place.ok) return place;
      const reports = await listUsageReports(read, place.value, query);
      return ok({ status: 200, body: { reports } });
    }),
    route(kontorEndpoints.listBalances, async ({ caller, params }) => {
      const place = await placeOf(read, caller, params.installation);
      if (!place.ok) return place;
      return ok({
        status: 200,
        body: { balances: await balanceStore(read, place.value).list() },
      });
    }),
    route(kontorEndpoints.settleInvoice, async ({ caller, params, body }) => {
      const team = await findTeam(params.team);
      if (team === undefined) return teamNotFound(params.team);
      const id = invoiceId.safeParse(params.invoice);
      // a test is between its provider and the host alone
      const known = id.success && (await findInvoiceView(read, team.id, id.data));
      if (!known) return invoiceNotFound(params.invoice);
      const changed = await changeInvoice({
        teamId: teamId.parse(team.id),
        actor: { kind: 'person', userId: caller.userId },
        invoiceId: known.id,
        step: body.outcome,
      });
      if (!changed.ok) return changed;
      // the last open invoice may have kept a removed installation from its end
      forget();
      const invoice = await findInvoiceView(read, team.id, known.id);
      return invoice === undefined
        ? invoiceNotFound(params.invoice)
        : ok({ status: 200, body: { invoice } });
    }),
  ];
}

/** The installation that a team names, former ones included. */
async function placeOf(
  read: Sql,
  { team }: TeamCaller,
  named: string,
): Promise<Result<{ teamId: string; installationId: InstallationId }, Refusal>> {
  const id = readInstallationId(named);
  if (!id.ok) return id;
  const found = await installationStore(read, team.id).find(id.value);
  if (found !== undefined) return ok({ teamId: team.id, installationId: found.id });
  return refuse('installation_not_found', `There is no installation '${named}' in this team.`);
}

function teamNotFound(named: string) {
  return refuse('team_not_found', `There is no team '${named}'.`);
}
