const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A moment as people say it, in their own zone; the exact one shows when it is pointed at. */
export function When({ at }: { readonly at: string }) {
  const moment = new Date(at);
  return (
    <time dateTime={at} title={exact.format(moment)} className="whitespace-nowrap">
      {said(moment, Date.now())}
    </time>
  );
}

/** How long ago it was or how soon it will be, and beyond a week which day. */
export function said(moment: Date, now: number): string {
  const distance = moment.getTime() - now;
  const away = Math.abs(distance);
  if (away < MINUTE) return 'just now';
  if (away < HOUR) return relative.format(Math.trunc(distance / MINUTE), 'minute');
  if (away < DAY) return relative.format(Math.trunc(distance / HOUR), 'hour');
  if (away < 7 * DAY) return relative.format(Math.trunc(distance / DAY), 'day');
  return day.format(moment);
}
