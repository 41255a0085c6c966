import type { Resource } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useMay } from '../../shell/use-team.ts';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { CostSeries } from '../../ui/usage/cost-series.tsx';
import { Totals } from '../../ui/usage/totals.tsx';
import { UsageTable } from '../../ui/usage/usage-table.tsx';

const FROM = '/t/$team/resources/$resource';

/** What one resource uses and costs in the present period, as its provider reports it. */
export function UsageOfResource({
  team,
  resource: { id, externalId },
}: {
  readonly team: string;
  readonly resource: Resource;
}) {
  const may = useMay();
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  const selection = { resource: id };
  // before it is made nothing can be reported of it
  const isKnown = externalId !== null && may('billing:read');
  const usage = useQuery({
    ...read('getTeamUsage', { params: { team }, query: selection }),
    enabled: isKnown,
  });
  if (!isKnown) return null;
  return (
    <Section title="Usage and cost">
      <QueryView query={usage}>
        {(data) =>
          data.installations.some(({ lastReportAt }) => lastReportAt !== null) ? (
            <div className="flex flex-col gap-6">
              <Totals usage={data} selection={selection} />
              <UsageTable installations={data.installations} />
              <CostSeries
                selection={selection}
                per={search.per}
                onPer={(per) =>
                  void navigate({ search: { ...search, per }, replace: true, resetScroll: false })
                }
              />
            </div>
          ) : (
            <p className="text-muted">
              Its provider has not reported anything yet. What it uses and costs will stand here day
              by day.
            </p>
          )
        }
      </QueryView>
    </Section>
  );
}
