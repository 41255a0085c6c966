import type { ClockStep } from '@kontor/protocol/vocabulary';

const UNITS_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

/**
 * The moment one step later, in UTC. A month or year later is the same day of that month, or its last
 * where it has no such day.
 */
export function laterBy(at: Date, step: ClockStep): Date {
  const count = Number.parseInt(step, 10);
  const unit = step.replace(/^\d+/, '');
  switch (unit) {
    case 'mo':
      return monthsLater(at, count);
    case 'y':
      return monthsLater(at, count * 12);
    default:
      return new Date(at.getTime() + count * UNITS_MS[unit as keyof typeof UNITS_MS]);
  }
}

function monthsLater(at: Date, months: number): Date {
  const later = new Date(at);
  later.setUTCDate(1);
  later.setUTCMonth(later.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(later.getUTCFullYear(), later.getUTCMonth() + 1, 0));
  later.setUTCDate(Math.min(at.getUTCDate(), lastDay.getUTCDate()));
  return later;
}
