import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { dollars } from '../amount.tsx';
import { Chart } from '../chart.tsx';
import type { Series } from '../chart-series.ts';
import { measured } from '../measured.ts';
import { Section } from '../page.tsx';
import { QueryView } from '../query-view.tsx';
import { Select } from '../select.tsx';
import { type Step, stepIn, steps } from './steps.ts';

/** What a provider measures, with how much of it each day, week or month has seen. */
export type Measure = {
  readonly id: string;
  readonly label: string;
  readonly name: string;
  readonly units: string;
  readonly values: readonly { readonly from: string; readonly value: string }[];
};

/** What is drawn: the cost of one or several, and each measure. */
export type Drawn = {
  readonly steps: readonly string[];
  readonly cost: readonly Series[];
  readonly measures: readonly Measure[];
};

const COST = 'cost';

/** Draws cost or one of the measures by day, week or month, as one chooses. */
export function OverTime({
  query,
  per = 'day',
  onPer,
}: {
  readonly query: UseQueryResult<Drawn>;
  readonly per?: Step | undefined;
  readonly onPer: (per: Step | undefined) => void;
}) {
  const [shown, setShown] = useState(COST);
  const measures = query.data?.measures ?? [];
  const measure = measures.find(({ id }) => id === shown);
  return (
    <Section title="Over time">
      <div className="grid w-full max-w-lg gap-4 sm:grid-cols-2">
        <Select
          label="What"
          choices={[
            { value: COST, label: 'Cost' },
            ...measures.map(({ id, label }) => ({ value: id, label })),
          ]}
          value={measure === undefined ? COST : shown}
          onChange={setShown}
        />
        <Select
          label="Each bar is a"
          choices={steps}
          value={per}
          onChange={(chosen) => onPer(stepIn(chosen))}
        />
      </div>
      <QueryView query={query}>
        {({ steps: days, cost }) =>
          measure === undefined ? (
            <Chart title="Cost" steps={days} series={cost} show={dollars} />
          ) : (
            <MeasureChart of={measure} />
          )
        }
      </QueryView>
    </Section>
  );
}

function MeasureChart({ of: { name, label, units, values } }: { readonly of: Measure }) {
  return (
    <Chart
      title={`${label}, ${units}`}
      steps={values.map(({ from }) => from)}
      series={[{ id: 'usage', name, values: values.map(({ value }) => value) }]}
      show={(value) => measured(value, units)}
    />
  );
}
