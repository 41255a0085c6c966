export const steps = [
  { value: 'day', label: 'Day' },
  { value: 'week', label: 'Week' },
  { value: 'month', label: 'Month' },
] as const;

/** How long what one bar tells of is. */
export type Step = (typeof steps)[number]['value'];

/** The length that an address asks for, where it does. */
export function stepIn(value: unknown): Step | undefined {
  return steps.find((step) => step.value === value)?.value;
}
