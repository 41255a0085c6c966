/**
 * How long a report may be awaited. A day can be reported until 24 hours after its end, so a provider
 * that is silent for as long is about to lose one.
 *
 * @see spec/partner-api.md §12.2
 */
export const reportDueMs = 24 * 60 * 60 * 1000;

/** When the alarm goes off: early enough to mend something before the day is lost. */
export const silentAfterMs = 20 * 60 * 60 * 1000;

/** How reports of an installation have been coming. */
export type Reporting = {
  /** When the host took the last one, to the second: of several in one the first. */
  readonly lastAt: Date;
  /** When silence was noted after that one; null while there is none. */
  readonly silentSince: Date | null;
};

/** How exactly it is known when the last report came. */
export const notedWithinMs = 1_000;

/** Whether a report that comes now says nothing that is not known: one was noted just before it. */
export function isNoted({ lastAt, silentSince }: Reporting, now: Date): boolean {
  const ageMs = now.getTime() - lastAt.getTime();
  return silentSince === null && ageMs >= 0 && ageMs < notedWithinMs;
}

export type Punctuality =
  /** Reported lately. */
  | 'fresh'
  /** The alarm has gone off, and there is still time. */
  | 'late'
  /** Nothing came for 24 hours. */
  | 'overdue';

/** How late the next report is. */
export function punctualityOf({ lastAt }: Pick<Reporting, 'lastAt'>, now: Date): Punctuality {
  const ageMs = now.getTime() - lastAt.getTime();
  if (ageMs >= reportDueMs) return 'overdue';
  return ageMs >= silentAfterMs ? 'late' : 'fresh';
}

/** When silence after a report becomes an alarm. */
export function silentFrom(lastAt: Date): Date {
  return new Date(lastAt.getTime() + silentAfterMs);
}
