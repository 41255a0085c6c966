/**
 * How long a provider asks to be left alone, in milliseconds from `now`: a number of seconds or a date.
 * What cannot be read says nothing, and nobody is waited for longer than a day.
 *
 * @see RFC 9110 §10.2.3
 */
export function readRetryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : dateMs(text) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), dayMs);
}

const dayMs = 24 * 60 * 60 * 1000;

/** HTTP's dates begin with a weekday; `Date.parse` alone would make a date of nearly anything. */
function dateMs(text: string): number {
  return /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
}
