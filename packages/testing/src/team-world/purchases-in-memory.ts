import { minus, type Purchase, type PurchaseStore, sumOf } from '@kontor/core';
import { constrain } from './constraint.ts';
import type { TeamData } from './team-data.ts';

export function purchasesIn({ purchases, invoices, installations }: TeamData): PurchaseStore {
  const find: PurchaseStore['find'] = async (id) => purchases.get(id);
  const all = () => [...purchases.values()];
  return {
    find,
    lock: find,
    findByCallerKey: async (key) => all().find(({ callerKey }) => callerKey === key),
    insert: async (purchase) => {
      const { invoiceId, installationId, callerKey } = purchase;
      const isKeyTaken = callerKey !== null && all().some((each) => each.callerKey === callerKey);
      constrain(invoices.has(invoiceId), 'purchase_invoice_id_fkey');
      constrain(installations.has(installationId), 'purchase_installation_id_fkey');
      constrain(!purchases.has(invoiceId), 'purchase_pkey');
      constrain(!isKeyTaken, 'purchase_caller_key');
      purchases.set(invoiceId, purchase);
    },
    save: async ({ invoiceId, state, attempts, retryAt, updatedAt }) => {
      const former = purchases.get(invoiceId);
      if (former === undefined) return;
      purchases.set(invoiceId, { ...former, state, attempts, retryAt, updatedAt });
    },
    boughtAutomatically: async ({ installationId, resourceId }, { start, end }) =>
      sumOf(
        all()
          .filter(
            (each) => each.installationId === installationId && each.resourceId === resourceId,
          )
          .filter(({ createdAt }) => createdAt >= start && createdAt < end)
          .filter(counts)
          .map(({ amount, invoiceId }) =>
            minus(amount, invoices.get(invoiceId)?.refundTotal ?? '0'),
          ),
      ),
  };
}

function counts({ origin, state }: Purchase): boolean {
  return origin === 'automatic' && state !== 'refused' && state !== 'cancelled';
}
