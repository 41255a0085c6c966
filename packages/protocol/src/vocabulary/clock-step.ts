import * as z from 'zod';

/** How far a test clock is moved on: minutes, hours, days, weeks, months or years. */
export const clockStep = z
  .string()
  .regex(
    /^[1-9]\d{0,4}(?:m|h|d|w|mo|y)$/,
    'is a number of m, h, d, w, mo or y, such as 30d or 1mo',
  );
export type ClockStep = z.infer<typeof clockStep>;
