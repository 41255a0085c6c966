import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import { readRange, SERIES_DAYS, shownRange } from '../http/routes/usage-range.ts';
import { findCommissionRate } from '../postgres/commission-store.ts';
import { createIntegrationStore, type StoredIntegration } from '../postgres/integration-store.ts';
import { listProviderEntries, readProviderEarnings } from '../postgres/provider-earnings.ts';
import {
  findInstallationOf,
  findProviderInstallation,
  listProviderInstallations,
  listProviderResources,
} from '../postgres/provider-installations.ts';
import { listProviderInvoices } from '../postgres/provider-invoices.ts';
import type { Sql } from '../postgres/sql.ts';
import { teamClock } from '../postgres/team-clock.ts';
import { listUsageReports } from '../postgres/usage-views.ts';
import { integrationNotFound } from './integration-changes.ts';
import { usageByInstallation, usageOfAll } from './provider-usage.ts';

export type ProviderViewPorts = { readonly read: Sql; readonly now: () => Date };

/** What became of what a team publishes: who installed it, what was used, billed and paid. */
export function providerViewRoutes({ read, now }: ProviderViewPorts): readonly Route[] {
  const store = createIntegrationStore(read);
  async function owned(
    { team }: TeamCaller,
    named: string,
  ): Promise<Result<StoredIntegration, Refusal>> {
    const found = await store.findOwned(team.id, named);
    return found === undefined ? integrationNotFound(named) : ok(found);
  }
  async function placeOf(caller: TeamCaller, params: Place) {
    const integration = await owned(caller, params.integration);
    if (!integration.ok) return integration;
    const place = await findInstallationOf(read, integration.value.id, params.installation);
    return place === undefined ? installationNotFound(params.installation) : ok(place);
  }

  return [
    route(kontorEndpoints.listProviderInstallations, async ({ caller, params, query }) => {
      const integration = await owned(caller, params.integration);
      if (!integration.ok) return integration;
      const installations = await listProviderInstallations(read, integration.value.id, query);
      return ok({ status: 200, body: { installations } });
    }),
    route(kontorEndpoints.getProviderInstallation, async ({ caller, params }) => {
      const integration = await owned(caller, params.integration);
      if (!integration.ok) return integration;
      const { installation: id } = params;
      const installation = await findProviderInstallation(read, integration.value.id, id);
      if (installation === undefined) return installationNotFound(id);
      return ok({ status: 200, body: { installation } });
    }),
    route(kontorEndpoints.listProviderResources, async ({ caller, params, query }) => {
      const place = await placeOf(caller, params);
      if (!place.ok) return place;
      const resources = await listProviderResources(read, place.value, query);
      return ok({ status: 200, body: { resources } });
    }),
    route(kontorEndpoints.listProviderUsage, async ({ caller, params, query }) => {
      const place = await placeOf(caller, params);
      if (!place.ok) return place;
      const reports = await listUsageReports(read, place.value, query);
      return ok({ status: 200, body: { reports } });
    }),
    route(kontorEndpoints.getProviderUsage, async ({ caller, params, query }) => {
      const integration = await owned(caller, params.integration);
      if (!integration.ok) return integration;
      const { per, tests, ...asked } = query;
      const at = await teamClock(read, caller.team.id, now).now();
      const days = readRange(asked, { per, at, mostDays: SERIES_DAYS });
      if (!days.ok) return days;
      const which = { integrationId: integration.value.id, tests: isYes(tests) };
      const usage = await usageOfAll(read, which, { days: days.value, per });
      return ok({ status: 200, body: { ...shownRange(days.value), ...usage } });
    }),
    route(kontorEndpoints.listProviderUsageByInstallation, async ({ caller, params, query }) => {
      const integration = await owned(caller, params.integration);
      if (!integration.ok) return integration;
      const { from, to, tests, ...page } = query;
      const at = await teamClock(read, caller.team.id, now).now();
      const days = readRange({ from, to }, { per: 'day', at, mostDays: SERIES_DAYS });
      if (!days.ok) return days;
      const which = { integrationId: integration.value.id, tests: isYes(tests) };
      const installations = await usageByInstallation(read, which, { ...page, days: days.value });
      return ok({ status: 200, body: { ...shownRange(days.value), installations } });
    }),
    route(kontorEndpoints.listProviderInvoices, async ({ caller, params, query }) => {
      const integration = await owned(caller, params.integration);
      if (!integration.ok) return integration;
      const page = { ...query, tests: isYes(query.tests) };
      const invoices = await listProviderInvoices(read, integration.value.id, page);
      return ok({ status: 200, body: { invoices } });
    }),
    route(kontorEndpoints.getProviderEarnings, async ({ caller, params }) => {
      const integration = await owned(caller, params.integration);
      if (!integration.ok) return integration;
      const { id } = integration.value;
      const [earnings, commissionRate] = await Promise.all([
        readProviderEarnings(read, id),
        findCommissionRate(read, id),
      ]);
      return ok({ status: 200, body: { ...earnings, commissionRate } });
    }),
    route(kontorEndpoints.listProviderEntries, async ({ caller, params, query }) => {
      const integration = await owned(caller, params.integration);
      if (!integration.ok) return integration;
      const entries = await listProviderEntries(read, integration.value.id, query);
      return ok({ status: 200, body: { entries } });
    }),
  ];
}

function isYes(asked: 'true' | 'false' | undefined): boolean | undefined {
  return asked === undefined ? undefined : asked === 'true';
}

type Place = { readonly integration: string; readonly installation: string };

function installationNotFound(id: string) {
  return refuse('installation_not_found', `There is no installation '${id}' of this integration.`);
}
