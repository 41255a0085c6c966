const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/** A day of a document, of UTC as its period is: it stays the same from wherever and whenever one looks. */
export function Day({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={at} className="whitespace-nowrap">
      {day.format(new Date(at))}
    </time>
  );
}

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
