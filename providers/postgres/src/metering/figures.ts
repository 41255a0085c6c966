import { limitsOf, type PlanId } from '../product/limits.ts';
import type { Size } from '../product/metadata-schema.ts';
import { proMonthly, storagePerGigabyteHour } from '../product/prices.ts';
import { hoursIn, monthOf, type Period } from './month.ts';

/** What was measured of one resource, under one plan and in one size, from the hours of a period. */
export type Measured = {
  readonly resourceId: string;
  readonly planId: PlanId;
  readonly size: Size;
  /** Hours in which it was measured. */
  readonly hours: number;
  /** The bytes of all these hours together. */
  readonly byteHours: bigint;
};

/** How a resource was used, as running totals. */
export type Used = {
  readonly resourceId: string;
  readonly planId: PlanId;
  readonly size: Size;
  readonly storageBytes: bigint;
  readonly rows: bigint;
  readonly connectionsOfDay: number;
  readonly connectionsOfPeriod: number;
  readonly byteHoursOfDay: bigint;
  readonly byteHoursOfPeriod: bigint;
};

/** One line of a report, and of the invoice that follows from it. */
export type Item = {
  readonly billingPlanId: string;
  readonly resourceId: string;
  readonly name: string;
  readonly price: string;
  readonly quantity: number;
  readonly units: string;
  readonly total: string;
};

export type UsageRow = {
  readonly resourceId: string;
  readonly name: string;
  readonly type: 'total' | 'interval' | 'rate';
  readonly units: string;
  readonly dayValue: number;
  readonly periodValue: number;
  readonly planValue?: number;
};

/**
 * What is owed for a period: of each database under Pro the share of the month that it was had, and
 * the storage of each hour. Hours that were not measured are not billed. Totals follow from the
 * quantities as they are written, so that anybody can say them again to the cent.
 */
export function itemsOf(measured: readonly Measured[], period: Period): Item[] {
  const hours = hoursIn(monthOf(period.start));
  const paid = measured.filter(({ planId }) => planId === 'pro');
  return [
    ...paid.map((each) => baseItem(each, hours)),
    ...[...Map.groupBy(paid, ({ resourceId }) => resourceId).values()].map(storageItem),
  ];
}

function baseItem({ resourceId, size, hours }: Measured, hoursOfMonth: number): Item {
  const share = divided(BigInt(hours) * 10_000n, BigInt(hoursOfMonth));
  const price = proMonthly[size];
  return {
    billingPlanId: 'pro',
    resourceId,
    name: `Pro, ${size}`,
    price,
    quantity: Number(decimal(share, 4)),
    units: 'months',
    total: decimal(divided(BigInt(price.replace('.', '')) * share, 10_000n), 2),
  };
}

function storageItem(measured: readonly Measured[]): Item {
  const micros = gigabyteMicros(measured.reduce((sum, { byteHours }) => sum + byteHours, 0n));
  const price = BigInt(storagePerGigabyteHour.replace('.', ''));
  return {
    billingPlanId: 'pro',
    resourceId: measured[0]?.resourceId ?? '',
    name: 'Storage',
    price: storagePerGigabyteHour,
    quantity: Number(decimal(micros, 6)),
    units: 'GB hours',
    // ten-thousandths of a dollar times millionths of a gigabyte
    total: decimal(divided(price * micros, 100_000_000n), 2),
  };
}

/** How databases were used, as running totals. */
export function usageOf(used: readonly Used[]): UsageRow[] {
  return used.flatMap((each) => {
    const { resourceId, planId, size, storageBytes, rows } = each;
    const gigabytes = Number(decimal(gigabyteMicros(storageBytes), 6));
    const current = { resourceId, type: 'total' } as const;
    return [
      {
        ...current,
        name: 'Database size',
        units: 'GB',
        dayValue: gigabytes,
        periodValue: gigabytes,
      },
      {
        ...current,
        name: 'Rows',
        units: 'rows',
        dayValue: Number(rows),
        periodValue: Number(rows),
      },
      {
        resourceId,
        name: 'Storage',
        type: 'interval',
        units: 'GB hours',
        dayValue: Number(decimal(gigabyteMicros(each.byteHoursOfDay), 6)),
        periodValue: Number(decimal(gigabyteMicros(each.byteHoursOfPeriod), 6)),
      },
      {
        resourceId,
        name: 'Connections',
        type: 'rate',
        units: 'connections',
        dayValue: each.connectionsOfDay,
        periodValue: each.connectionsOfPeriod,
        planValue: limitsOf({ planId, size }).connections,
      },
    ];
  });
}

/** Bytes in millionths of a gigabyte. */
function gigabyteMicros(bytes: bigint): bigint {
  return divided(bytes, 1_000n);
}

/** Half is rounded up. Nothing here is negative. */
function divided(number: bigint, by: bigint): bigint {
  return (number + by / 2n) / by;
}

function decimal(units: bigint, scale: number): string {
  const digits = String(units).padStart(scale + 1, '0');
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
