import { minus, sumOf } from '../billing/money.ts';
import { type ChargeLine, isOfSamePeriod, type ReportedDay } from './reported-day.ts';

/** What lines come to: items less discounts, to the last digit. Less than nothing where more is taken off. */
export function owedFor(charges: readonly ChargeLine[]): string {
  const of = (kind: ChargeLine['kind']) =>
    sumOf(charges.flatMap((line) => (line.kind === kind ? [line.amount] : [])));
  return minus(of('item'), of('discount'));
}

/** What each resource costs, and the installation as a whole under null; together they are the whole. */
export function owedByResource(
  charges: readonly ChargeLine[],
): readonly { readonly resourceId: string | null; readonly owed: string }[] {
  const byResource = Map.groupBy(charges, ({ resourceId }) => resourceId);
  return [...byResource].map(([resourceId, lines]) => ({ resourceId, owed: owedFor(lines) }));
}

/**
 * What each day added. Charges are reported as running totals of a period, so a day adds what its
 * total is more than that of the reported day before, and the first one of a period all of it: the
 * days of a period add up to its last total, however many of them are missing.
 *
 * @param days of one installation, oldest first
 */
export function addedByDay(
  days: readonly ReportedDay[],
): readonly { readonly day: Date; readonly added: string }[] {
  return days.map((each, index) => {
    const before = days[index - 1];
    const owed = owedFor(each.charges);
    const isFirst = before === undefined || !isOfSamePeriod(before, each);
    return { day: each.day, added: isFirst ? owed : minus(owed, owedFor(before.charges)) };
  });
}
