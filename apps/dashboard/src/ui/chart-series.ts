/** One row of bars. */
export type Series = {
  readonly id: string;
  readonly name: string;
  /** A decimal for each step, in their order. */
  readonly values: readonly string[];
};

/** What a chart shows, drawn and as a table. */
export type ChartProps = {
  readonly title: string;
  /** The names of the steps. */
  readonly steps: readonly string[];
  readonly series: readonly Series[];
  readonly show: (value: string) => string;
};

const FILLS = ['var(--chart-1)', 'var(--chart-2)', 'var(--chart-3)', 'var(--chart-4)'] as const;

/** The colour of a series by its place. The legend and the table tell series apart without it. */
export function fillOf(place: number): string {
  return FILLS[place % FILLS.length] ?? FILLS[0];
}
