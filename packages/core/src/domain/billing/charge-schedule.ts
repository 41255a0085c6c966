import { chargesAtMost } from './charge.ts';
import type { Invoice } from './invoice.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Days after the first failed charge on which the others follow: eight, because the first is one of
 * the nine, and all of them before the invoice is overdue.
 *
 * @see spec/partner-api.md §12.6; docs/payments.md
 */
export const chargedAgainAfterDays = [1, 2, 3, 5, 7, 9, 11, 14] as const;

/** When an invoice is to be charged of itself; null when it is not, or not any more. */
export function chargeDueAt(
  invoice: Pick<
    Invoice,
    'state' | 'isTest' | 'attempts' | 'firstFailedAt' | 'updatedAt' | 'collectedWith'
  >,
): Date | null {
  const { state, isTest, attempts, firstFailedAt, updatedAt, collectedWith } = invoice;
  if (isTest || collectedWith !== null) return null;
  if (state === 'invoiced') return updatedAt;
  if (state !== 'notpaid' || firstFailedAt === null || attempts >= chargesAtMost) return null;
  const days = chargedAgainAfterDays[attempts - 1];
  return days === undefined ? null : new Date(firstFailedAt.getTime() + days * DAY_MS);
}
