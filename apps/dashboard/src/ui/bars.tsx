import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { type ChartProps, fillOf } from './chart-series.ts';

const tick = { fill: 'var(--muted)', fontSize: 12 };

/** Draws a chart. Heights are numbers of the machine; what is written comes from the decimals. */
export function Bars({ steps, series, show }: ChartProps) {
  const rows = steps.map((step, index) => ({
    step,
    index,
    ...Object.fromEntries(series.map(({ id, values }) => [id, Number(values[index] ?? 0)])),
  }));
  const written = (index: number, id: string) =>
    show(series.find((each) => each.id === id)?.values[index] ?? '0');
  return (
    <ResponsiveContainer width="100%" height="100%">
      {/* the figure names it and has a table; an application inside of it would only be in the way */}
      <BarChart data={rows} accessibilityLayer={false} margin={{ top: 8, right: 0, bottom: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="step" tick={tick} tickLine={false} stroke="var(--line)" minTickGap={24} />
        <YAxis
          tick={tick}
          tickLine={false}
          axisLine={false}
          width={72}
          tickFormatter={(value: number) => show(String(value))}
        />
        <Tooltip
          cursor={{ fill: 'var(--hover)' }}
          isAnimationActive={false}
          contentStyle={{
            background: 'var(--raised)',
            border: '1px solid var(--line)',
            borderRadius: 8,
          }}
          itemStyle={{ color: 'var(--ink)' }}
          formatter={(_value, _name, { dataKey, payload }) =>
            written(Number(payload.index), String(dataKey))
          }
        />
        {series.map(({ id, name }, place) => (
          <Bar
            key={id}
            dataKey={id}
            name={name}
            stackId="all"
            fill={fillOf(place)}
            isAnimationActive={false}
            maxBarSize={40}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}
