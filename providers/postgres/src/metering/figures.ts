import {
  type BillingItem,
  billingItem,
  type ItemToBill,
  ratio,
  type UsageRow,
} from '@kontor/provider';
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
export type Item = Omit<BillingItem, 'start' | 'end' | 'details'> & { readonly resourceId: string };

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
  return itemOf(resourceId, {
    name: `Pro, ${size}`,
    price: proMonthly[size],
    quantity: ratio(hours, hoursOfMonth, 4),
    units: 'months',
  });
}

function storageItem(measured: readonly Measured[]): Item {
  const byteHours = measured.reduce((sum, each) => sum + each.byteHours, 0n);
  return itemOf(measured[0]?.resourceId ?? '', {
    name: 'Storage',
    price: storagePerGigabyteHour,
    quantity: gigabytesOf(byteHours),
    units: 'GB hours',
  });
}

function itemOf(
  resourceId: string,
  line: Pick<ItemToBill, 'name' | 'price' | 'quantity' | 'units'>,
): Item {
  return { ...billingItem({ ...line, billingPlanId: 'pro', resourceId }), resourceId };
}

/** How databases were used, as running totals. */
export function usageOf(used: readonly Used[]): UsageRow[] {
  return used.flatMap((each) => {
    const { resourceId, planId, size, storageBytes, rows } = each;
    const gigabytes = Number(gigabytesOf(storageBytes));
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
        dayValue: Number(gigabytesOf(each.byteHoursOfDay)),
        periodValue: Number(gigabytesOf(each.byteHoursOfPeriod)),
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

/** Bytes in gigabytes, to the millionth. */
function gigabytesOf(bytes: bigint): string {
  return ratio(bytes, 1_000_000_000n, 6);
}
