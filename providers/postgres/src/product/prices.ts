import type { Size } from './metadata-schema.ts';

/** What Pro costs a month, in US dollars. */
export const proMonthly = {
  small: '10.00',
  medium: '25.00',
  large: '60.00',
} as const satisfies Record<Size, string>;

/** What Pro costs for each gigabyte (10⁹ bytes) and hour, in US dollars. */
export const storagePerGigabyteHour = '0.0004';
