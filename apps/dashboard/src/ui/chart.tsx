import { lazy, Suspense } from 'react';
import { type ChartProps, fillOf } from './chart-series.ts';
import { Table } from './table.tsx';

const Bars = lazy(async () => ({ default: (await import('./bars.tsx')).Bars }));

/** Bars over time, which stand on each other where there are several series, and the same as a table. */
export function Chart(props: ChartProps) {
  const { title, steps, series, show } = props;
  return (
    <figure className="flex flex-col gap-2 rounded-lg border border-line bg-surface p-4">
      <figcaption className="font-medium">{title}</figcaption>
      {series.every(({ values }) => values.every((value) => Number(value) === 0)) && (
        <p className="text-muted">Nothing in this time.</p>
      )}
      {/* what the library shows where the pointer was stays there when the page gets narrower */}
      <div
        className="h-56 overflow-hidden"
        role="img"
        aria-label={`${title}. The table below has its numbers.`}
      >
        <Suspense fallback={<div className="h-full animate-pulse rounded-lg bg-hover" />}>
          <Bars {...props} />
        </Suspense>
      </div>
      <Legend series={series} />
      <details>
        <summary className="w-fit cursor-pointer text-muted">As a table</summary>
        <div className="mt-2 max-h-96 overflow-y-auto">
          <Table
            label={title}
            rows={steps.map((step, index) => ({ step, index }))}
            keyOf={({ step }) => step}
            columns={[
              { name: 'From', cell: ({ step }) => step },
              ...series.map(({ name, values }) => ({
                name,
                isNumber: true,
                cell: ({ index }: { readonly index: number }) => show(values[index] ?? '0'),
              })),
            ]}
          />
        </div>
      </details>
    </figure>
  );
}

function Legend({ series }: Pick<ChartProps, 'series'>) {
  if (series.length < 2) return null;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {series.map(({ id, name }, place) => (
        <li key={id} className="flex items-center gap-1.5">
          <span className="size-3 rounded-sm" style={{ background: fillOf(place) }} />
          {name}
        </li>
      ))}
    </ul>
  );
}
