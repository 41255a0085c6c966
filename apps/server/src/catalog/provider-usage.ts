import {
  type MetricSeries,
  type ReportedDay,
  seriesOf,
  sumOf,
  together,
  usedOver,
} from '@kontor/core';
import type { InstallationUse, UsageSeries } from '@kontor/protocol/kontor';
import {
  costOf,
  type Days,
  metricsView,
  type Spans,
  totalCost,
} from '../http/routes/team-usage-views.ts';
import { findReportedDays } from '../postgres/reported-days.ts';
import {
  listReportingInstallations,
  type ReportingInstallation,
  type ReportingPage,
} from '../postgres/reporting-installations.ts';
import type { Sql } from '../postgres/sql.ts';

/** How many installations are held in memory at a time. */
const AT_ONCE = 50;

type Selected = { readonly integrationId: string; readonly tests: boolean | undefined };

/** What all installations of an integration have seen together in some days. */
export async function usageOfAll(
  read: Sql,
  { integrationId, tests }: Selected,
  { days, per }: { readonly days: Days } & Pick<Spans, 'per'>,
) {
  const shown = { per, from: days.from };
  let installations = 0;
  let cost: UsageSeries['cost'] = [];
  let usage: readonly MetricSeries[] = [];
  let before: string | undefined;
  do {
    const page = { ...daysOf(days), tests, before, limit: AT_ONCE };
    const some = await listReportingInstallations(read, integrationId, page);
    const reported = [...(await readDays(read, some, days)).values()];
    installations += some.length;
    cost = totalCost([{ cost }, ...reported.map((all) => ({ cost: costOf(all, shown) }))]);
    const series = reported.flatMap((all) => seriesOf(within(all, days), per));
    usage = together([...usage, ...series]);
    before = some.length < AT_ONCE ? undefined : some.at(-1)?.installationId;
  } while (before !== undefined);
  return { installations, cost, usage: metricsView(usage) };
}

/** What each of some installations has seen in some days, and cost. */
export async function usageByInstallation(
  read: Sql,
  { integrationId, tests }: Selected,
  { days, ...page }: { readonly days: Days } & Pick<ReportingPage, 'before' | 'limit'>,
): Promise<InstallationUse[]> {
  const some = await listReportingInstallations(read, integrationId, {
    ...{ ...daysOf(days), ...page },
    tests,
  });
  const reported = await readDays(read, some, days);
  return some.map(({ installationId, teamName, isTest, lastReportAt }) => {
    const all = reported.get(installationId) ?? [];
    const added = costOf(all, { per: 'day', from: days.from });
    return {
      id: installationId as InstallationUse['id'],
      team: { name: teamName },
      isTest,
      lastReportAt: lastReportAt?.toISOString() ?? null,
      cost: sumOf(added.map((each) => each.added)),
      usage: usedOver(within(all, days)).map((each) => ({ ...each })),
    };
  });
}

function daysOf({ from, until }: Days): Pick<ReportingPage, 'after' | 'until'> {
  return { after: from, until };
}

function within(all: readonly ReportedDay[], { from }: Days): readonly ReportedDay[] {
  return all.filter(({ day }) => day >= from);
}

/** The reported days of installations, and before them the one by which the first tells what it added. */
async function readDays(
  read: Sql,
  some: readonly ReportingInstallation[],
  days: Days,
): Promise<ReadonlyMap<string, readonly ReportedDay[]>> {
  const teamIds = [...new Set(some.flatMap((each) => each.teamIds))];
  const installationIds = some.map(({ installationId }) => installationId);
  const shown = await findReportedDays(read, teamIds, { installationIds, ...daysOf(days) });
  const going = [...shown.values()].flatMap(([first]) =>
    first !== undefined && first.period.start < days.from ? [first.period.start] : [],
  );
  if (going.length === 0) return shown;
  const former = await findReportedDays(read, teamIds, {
    installationIds,
    after: new Date(Math.min(...going.map(Number))),
    until: days.from,
    limit: 1,
  });
  return new Map([...shown].map(([id, all]) => [id, [...(former.get(id) ?? []), ...all]]));
}
