import { ok, sumOf } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import type { Sql } from '../../postgres/sql.ts';
import { teamClock } from '../../postgres/team-clock.ts';
import { type Route, route } from '../route.ts';
import {
  foretold,
  recordsOf,
  seriesView,
  totalCost,
  totalForecast,
  usageSoFar,
} from './team-usage-views.ts';
import { EXPORT_DAYS, readRange, SERIES_DAYS, shownRange } from './usage-range.ts';
import { readDays, type Selected, select } from './usage-reader.ts';

export type UsageRoutesPorts = { readonly read: Sql; readonly now: () => Date };

/** What a team uses, what it comes to, and how old that is. */
export function usageRoutes({ read, now }: UsageRoutesPorts): readonly Route[] {
  const nowOf = (teamId: string) => teamClock(read, teamId, now).now();
  return [
    route(kontorEndpoints.getTeamUsage, async ({ caller, query }) => {
      const teamId = caller.team.id;
      const selected = await select(read, teamId, query);
      if (!selected.ok) return selected;
      const at = await nowOf(teamId);
      const days = await readDays(read, teamId, { ...selected.value, limit: 1 });
      const installations = selected.value.installations.map((each) =>
        usageSoFar(each, days.get(each.installationId)?.at(-1), at),
      );
      const present = installations.filter(({ isPeriodOver }) => !isPeriodOver);
      const total = sumOf(present.map(({ owed }) => owed));
      return ok({ status: 200, body: { total, installations } });
    }),
    route(kontorEndpoints.getUsageForecast, async ({ caller, query }) => {
      const teamId = caller.team.id;
      const selected = await select(read, teamId, query);
      if (!selected.ok) return selected;
      const at = await nowOf(teamId);
      const days = await presentPeriods(read, teamId, selected.value);
      const installations = selected.value.installations
        .filter(({ isInstalled, installationId }) => isInstalled || days.has(installationId))
        .map((each) => foretold(each, days.get(each.installationId) ?? [], at));
      const isComplete = installations.every(({ forecast }) => forecast !== null);
      const total = totalForecast(installations);
      return ok({ status: 200, body: { total, isComplete, installations } });
    }),
    route(kontorEndpoints.getUsageSeries, async ({ caller, query }) => {
      const teamId = caller.team.id;
      const { per, from, to, ...selection } = query;
      const range = readRange(
        { from, to },
        { per, at: await nowOf(teamId), mostDays: SERIES_DAYS },
      );
      if (!range.ok) return range;
      const selected = await select(read, teamId, selection);
      if (!selected.ok) return selected;
      const shown = { ...selected.value, after: range.value.from, until: range.value.until };
      const before = { ...selected.value, until: range.value.from, limit: 1 };
      const [former, days] = await Promise.all([
        readDays(read, teamId, before),
        readDays(read, teamId, shown),
      ]);
      const installations = selected.value.installations.map((each) => {
        const all = [former, days].flatMap((part) => part.get(each.installationId) ?? []);
        return seriesView(each, all, { per, from: range.value.from });
      });
      const cost = totalCost(installations);
      return ok({ status: 200, body: { ...shownRange(range.value), cost, installations } });
    }),
    route(kontorEndpoints.exportUsage, async ({ caller, query }) => {
      const teamId = caller.team.id;
      const { from, to, ...selection } = query;
      const at = await nowOf(teamId);
      const range = readRange({ from, to }, { per: 'day', at, mostDays: EXPORT_DAYS });
      if (!range.ok) return range;
      const selected = await select(read, teamId, selection);
      if (!selected.ok) return selected;
      const { from: after, until } = range.value;
      const days = await readDays(read, teamId, { ...selected.value, after, until });
      const rows = selected.value.installations.flatMap((each) =>
        recordsOf(each, days.get(each.installationId) ?? []),
      );
      return ok({ status: 200, body: { ...shownRange(range.value), rows } });
    }),
  ];
}

/** The days of the period that each installation reported last. */
async function presentPeriods(read: Sql, teamId: string, selected: Selected) {
  const newest = await readDays(read, teamId, { ...selected, limit: 1 });
  const starts = [...newest.values()].flatMap((days) => days.map(({ period }) => +period.start));
  if (starts.length === 0) return newest;
  const days = await readDays(read, teamId, {
    ...selected,
    after: new Date(Math.max(Math.min(...starts), OLDEST)),
  });
  return new Map([...newest].map(([id, last]) => [id, days.get(id) ?? last]));
}

/** Before it nothing was reported. */
const OLDEST = Date.UTC(2000, 0, 1);
