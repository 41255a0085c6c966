/** How fields look that are not simple text fields. */
export const fieldLook = {
  field: 'flex flex-col gap-1',
  label: 'font-medium',
  hint: 'text-muted',
  problem: 'text-bad',
  box: 'w-full rounded-md border border-edge bg-surface px-3 py-1.5 text-ink data-[invalid]:border-bad disabled:bg-hover disabled:text-muted',
} as const;

export type Choice = {
  readonly value: string;
  readonly label: string;
  readonly description?: string | undefined;
  readonly isDisabled?: boolean;
};
