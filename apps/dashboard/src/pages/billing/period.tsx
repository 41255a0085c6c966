const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/**
 * The time that something is owed for, its last day included. Providers report in days of UTC, so
 * that is how they are written; the exact moments show when it is pointed at.
 */
export function Period({ start, end }: { readonly start: string; readonly end: string }) {
  const from = Date.parse(start);
  const to = Math.max(from, Date.parse(end) - 1);
  return (
    <span title={`${start} to ${end}`} className="whitespace-nowrap">
      {day.formatRange(from, to)}
    </span>
  );
}
