import * as z from 'zod';

/**
 * A moment as it is read: any date and time of RFC 3339, with its offset.
 *
 * @see spec/platform-api.md §6
 */
export const instant = z
  .string()
  .max(64)
  .regex(
    /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})$/,
    'A moment is a date and time with its offset, such as "2026-03-01T00:00:00.000Z".',
  )
  .refine((text) => !Number.isNaN(readInstant(text).getTime()), 'There is no such moment.')
  .meta({ format: 'date-time' });

/** The moment that the text of an {@link instant} names, to the millisecond. */
export function readInstant(text: string): Date {
  return new Date(text.replace(' ', 'T').toUpperCase());
}
