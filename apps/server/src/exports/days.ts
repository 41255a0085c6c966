const DAY_MS = 24 * 60 * 60 * 1000;

/** The days of an export, in UTC: from the first on, until the last has ended. */
export type Days = { readonly from: Date | string; readonly until: Date | string };

/** The first and the last day as they are named; from or to whenever where one is not. */
export function daysOf({
  from,
  to,
}: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}): Days {
  return {
    from: from === undefined ? '-infinity' : new Date(from),
    until: to === undefined ? 'infinity' : new Date(Date.parse(to) + DAY_MS),
  };
}
