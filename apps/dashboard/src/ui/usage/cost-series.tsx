import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answer } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { dollars } from '../amount.tsx';
import { Chart } from '../chart.tsx';
import { Section } from '../page.tsx';
import { QueryView } from '../query-view.tsx';
import { Select } from '../select.tsx';
import { type Step, stepIn, steps } from './steps.ts';
import type { Selection } from './totals.tsx';

const COST = 'cost';

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
  const [shown, setShown] = useState(COST);
  const series = useQuery({
    ...read('getUsageSeries', { params: { team }, query: { ...selection, per } }),
    // the page does not jump while another step is read
    placeholderData: keepPreviousData,
  });
  const metrics = series.data === undefined ? [] : metricsOf(series.data);
  const metric = metrics.find(({ id }) => id === shown);
  return (
    <Section title="Over time">
      <div className="grid w-full max-w-lg gap-4 sm:grid-cols-2">
        <Select
          label="What"
          choices={[
            { value: COST, label: 'Cost' },
            ...metrics.map(({ id, label }) => ({ value: id, label })),
          ]}
          value={metric === undefined ? COST : shown}
          onChange={setShown}
        />
        <Select
          label="Each bar is a"
          choices={steps}
          value={per}
          onChange={(chosen) => onPer(stepIn(chosen))}
        />
      </div>
      <QueryView query={series}>
        {(data) =>
          metric === undefined ? <CostChart series={data} /> : <MetricChart metric={metric} />
        }
      </QueryView>
    </Section>
  );
}

type Answered = Answer<'getUsageSeries'>;

/** Everything that the providers measure, each named apart. */
function metricsOf({ installations }: Answered) {
  return installations.flatMap(({ installationId, integration, usage }) =>
    usage.map((metric) => ({
      ...metric,
      id: `${installationId} ${metric.type} ${metric.name} ${metric.units}`,
      label: `${integration.name}: ${metric.name}`,
    })),
  );
}

function MetricChart({ metric }: { readonly metric: ReturnType<typeof metricsOf>[number] }) {
  const { name, label, units, values } = metric;
  return (
    <Chart
      title={`${label}, ${units}`}
      steps={values.map(({ from }) => from)}
      series={[{ id: 'usage', name, values: values.map(({ value }) => value) }]}
      show={(value) => `${value} ${units}`}
    />
  );
}

function CostChart({ series: { cost, installations } }: { readonly series: Answered }) {
  return (
    <Chart
      title="Cost"
      steps={cost.map(({ from }) => from)}
      series={installations.map(({ installationId, integration, cost: own }) => {
        const added = new Map(own.map((each) => [each.from, each.added]));
        return {
          id: installationId,
          name: integration.name,
          values: cost.map(({ from }) => added.get(from) ?? '0'),
        };
      })}
      show={dollars}
    />
  );
}
