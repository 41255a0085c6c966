import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Answer } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { type Drawn, OverTime } from './over-time.tsx';
import type { Step } from './steps.ts';
import type { Selection } from './totals.tsx';

/** What each day, week or month added, to cost or to what was used of something. */
export function CostSeries({
  selection,
  per = 'day',
  onPer,
}: {
  readonly selection: Selection;
  readonly per?: Step | undefined;
  readonly onPer: (per: Step | undefined) => void;
}) {
  const team = useTeamSlug();
  const series = useQuery({
    ...read('getUsageSeries', { params: { team }, query: { ...selection, per } }),
    // the page does not jump while another step is read
    placeholderData: keepPreviousData,
    select: drawn,
  });
  return <OverTime query={series} per={per} onPer={onPer} />;
}

/** The cost of each integration on that of the others, and everything that is measured, each named apart. */
function drawn({ cost, installations }: Answer<'getUsageSeries'>): Drawn {
  return {
    steps: cost.map(({ from }) => from),
    cost: installations.map(({ installationId, integration, cost: own }) => {
      const added = new Map(own.map((each) => [each.from, each.added]));
      return {
        id: installationId,
        name: integration.name,
        values: cost.map(({ from }) => added.get(from) ?? '0'),
      };
    }),
    measures: installations.flatMap(({ installationId, integration, usage }) =>
      usage.map((metric) => ({
        ...metric,
        id: `${installationId} ${metric.type} ${metric.name} ${metric.units}`,
        label: `${integration.name}: ${metric.name}`,
      })),
    ),
  };
}
