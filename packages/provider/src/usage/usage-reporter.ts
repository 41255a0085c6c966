import type { BillingDiscount, BillingItem, UsageRow } from '@kontor/protocol/platform';
import type { HostClient } from '../client/host-client.ts';
import { addDecimal } from '../money/decimal.ts';
import { type BillingCalendar, type BillingTime, calendarMonths } from './billing-calendar.ts';
import type { MeterState, UsageState, UsageStore } from './usage-store.ts';

/** One thing that is metered: of a resource, or without one of the whole installation. */
export type Meter = {
  readonly name: string;
  /** `interval` is added up; of `total` and `rate` the latest value holds. */
  readonly type: UsageRow['type'];
  readonly units: string;
  readonly resourceId?: string;
};

export type Measurement = Meter & { readonly value: number };

/** What is owed so far. */
export type ChargesSoFar = {
  readonly items: readonly BillingItem[];
  readonly discounts?: readonly BillingDiscount[];
};

export type UsageReporterOptions = {
  readonly store: UsageStore;
  /** Calls the host for the installation. */
  readonly host: (installationId: string) => Pick<HostClient, 'submitBillingData'>;
  /** What the running totals cost; nothing unless given. */
  readonly charges?: (usage: readonly UsageRow[]) => ChargesSoFar | Promise<ChargesSoFar>;
  /** What the plan includes of a metric, if it says. */
  readonly included?: (meter: Meter) => number | undefined;
  readonly calendar?: BillingCalendar;
  readonly now?: () => Date;
  /** Most lines of one request. A report that has more is sent in parts. */
  readonly linesPerRequest?: number;
};

/** Some five thousand lines are well below what a host takes in one request. */
const usualLines = 5_000;

/**
 * Meters usage and reports it as the protocol wants it: running totals of the day and of the period,
 * kept in a store, so that a restart loses nothing. Reporting again changes nothing: the host shows the
 * newest totals.
 *
 * @see spec/billing.md — BIL-4, BIL-5
 */
export function createUsageReporter(options: UsageReporterOptions) {
  const { store, calendar = calendarMonths, now = () => new Date() } = options;
  return {
    /** Counts what was used. Of one measurement it is to be called once: what is counted is added. */
    record: async (
      installationId: string,
      measurements: readonly Measurement[],
      at: Date = now(),
    ): Promise<void> => {
      const time = calendar(at);
      await store.change(installationId, (state = {}) => {
        const changed: Record<string, MeterState> = { ...state };
        for (const measurement of measurements) {
          const key = keyOf(measurement);
          changed[key] = measured(measurement, changed[key], time);
        }
        return changed;
      });
    },

    /** Sends the totals of the present day, in as many requests as it takes; answers how many. */
    report: async (installationId: string, signal?: AbortSignal): Promise<number> => {
      const at = now();
      const usage = rowsOf((await store.read(installationId)) ?? {}, calendar(at), options);
      const { items, discounts = [] } = (await options.charges?.(usage)) ?? { items: [] };
      const { day, period } = calendar(at);
      const about = {
        timestamp: at.toISOString(),
        eod: day.end.toISOString(),
        period: { start: period.start.toISOString(), end: period.end.toISOString() },
      };
      const most = options.linesPerRequest ?? usualLines;
      const parts = partsOf([usage, items, discounts], most);
      const { submitBillingData } = options.host(installationId);
      for (const [rows, some, off] of parts) {
        const billing = { items: some, discounts: off };
        await submitBillingData({ ...about, billing, usage: rows }, signal);
      }
      return parts.length;
    },
  };
}

export type UsageReporter = ReturnType<typeof createUsageReporter>;

function keyOf({ name, type, units, resourceId }: Meter): string {
  return JSON.stringify([name, type, units, resourceId ?? null]);
}

function meterOf(key: string): Meter {
  const [name, type, units, resourceId] = JSON.parse(key);
  return { name, type, units, ...(resourceId !== null && { resourceId }) };
}

/** What was counted in a day or period that is over begins anew; what there is stays. */
function measured(
  { type, value }: Measurement,
  before: MeterState | undefined,
  { day, period }: BillingTime,
): MeterState {
  const of = { day: day.start.toISOString(), period: period.start.toISOString() };
  // a measurement that comes late belongs to a day that has been closed since, and perhaps to this period
  if (before !== undefined && before.day > of.day) {
    const isOfPeriod = type === 'interval' && before.period === of.period;
    return isOfPeriod ? { ...before, periodValue: addDecimal(before.periodValue, value) } : before;
  }
  if (type !== 'interval') {
    const text = addDecimal('0', value);
    return { ...of, dayValue: text, periodValue: text };
  }
  return {
    ...of,
    dayValue: addDecimal(before?.day === of.day ? before.dayValue : '0', value),
    periodValue: addDecimal(before?.period === of.period ? before.periodValue : '0', value),
  };
}

function rowsOf(
  state: UsageState,
  { day, period }: BillingTime,
  { included }: Pick<UsageReporterOptions, 'included'>,
): readonly UsageRow[] {
  const [ofDay, ofPeriod] = [day.start.toISOString(), period.start.toISOString()];
  return Object.entries(state).map(([key, kept]) => {
    const meter = meterOf(key);
    const isCounted = meter.type === 'interval';
    const planValue = included?.(meter);
    return {
      ...meter,
      dayValue: isCounted && kept.day !== ofDay ? 0 : Number(kept.dayValue),
      periodValue: isCounted && kept.period !== ofPeriod ? 0 : Number(kept.periodValue),
      ...(planValue !== undefined && { planValue }),
    };
  });
}

type Lines = readonly [
  usage: readonly UsageRow[],
  items: readonly BillingItem[],
  discounts: readonly BillingDiscount[],
];
type Part = [usage: UsageRow[], items: BillingItem[], discounts: BillingDiscount[]];

/**
 * Splits a report so that all lines of a resource are in one part: of a resource, the part that came
 * last holds.
 */
function partsOf([usage, items, discounts]: Lines, most: number): readonly Part[] {
  const owners = new Map<string, Part>();
  const ownedBy = (id: string | undefined): Part => {
    const known = owners.get(id ?? '') ?? [[], [], []];
    owners.set(id ?? '', known);
    return known;
  };
  for (const row of usage) ownedBy(row.resourceId)[0].push(row);
  for (const item of items) ownedBy(item.resourceId)[1].push(item);
  for (const discount of discounts) ownedBy(discount.resourceId)[2].push(discount);
  const parts: Part[] = [];
  let free = 0;
  for (const [rows, some, off] of owners.values()) {
    const lines = rows.length + some.length + off.length;
    if (parts.length === 0 || lines > free) {
      parts.push([[], [], []]);
      free = most;
    }
    const part = parts.at(-1);
    part?.[0].push(...rows);
    part?.[1].push(...some);
    part?.[2].push(...off);
    free -= lines;
  }
  // that nothing was used is a report too
  return parts.length === 0 ? [[[], [], []]] : parts;
}
