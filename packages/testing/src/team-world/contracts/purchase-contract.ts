import type { ResourceId } from '@kontor/protocol/vocabulary';
import { describe, expect, test } from 'vitest';
import { builtAt } from '../built-at.ts';
import { newInvoice, newPurchase } from '../new-money.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

const wanted = {
  billingPlanId: 'credits',
  minimumAmountInCents: 500,
  purchaseAmountInCents: 2_000,
  maximumAmountPerPeriodInCents: undefined,
  metadata: {},
  at: builtAt,
};
const unmarked = { isArmed: true, stoppedFor: null, heldUntil: null };

export function purchaseContract(open: () => TeamStorage): void {
  describe('purchases', () => {
    test('are found as they were inserted, and as they were saved', async () => {
      const { team, purchase } = await furnish(open());
      const made = await purchase({ callerKey: 'once', origin: 'automatic' });

      const changed = { ...made, state: 'paid' as const, attempts: 2, retryAt: builtAt };
      await team.transact((tx) => tx.purchases.save({ ...changed, amount: '99.00' }));

      expect(await team.transact((tx) => tx.purchases.lock(made.invoiceId))).toEqual(changed);
      expect(await team.transact((tx) => tx.purchases.findByCallerKey('once'))).toEqual(changed);
      await expect(purchase({ callerKey: 'once' })).rejects.toThrow('purchase_caller_key');
    });

    test('that the host made in a month are summed, but for those that came to nothing', async () => {
      const { team, installation, resource, purchase } = await furnish(open());
      const resourceId = resource.id;
      const start = new Date('2026-01-01T00:00:00Z');
      const end = new Date('2026-02-01T00:00:00Z');
      const automatic = { resourceId, origin: 'automatic', amount: '10.10' } as const;
      await purchase({ ...automatic, createdAt: start });
      await purchase({ ...automatic, createdAt: new Date(end.getTime() - 1), state: 'credited' });
      await purchase({ ...automatic, createdAt: end });
      await purchase({ ...automatic, state: 'refused' });
      await purchase({ ...automatic, state: 'cancelled' });
      await purchase({ ...automatic, origin: 'manual' });
      await purchase({ ...automatic, resourceId: null });
      const bought = (whose: ResourceId | null) =>
        team.transact((tx) =>
          tx.purchases.boughtAutomatically(
            { installationId: installation.id, resourceId: whose },
            { start, end },
          ),
        );

      expect(Number(await bought(resourceId))).toBe(20.2);
      const partly = await purchase({ ...automatic, createdAt: start });
      await team.transact(async (tx) => {
        const invoice = await tx.invoices.lock(partly.invoiceId);
        if (invoice !== undefined) await tx.invoices.save({ ...invoice, refundTotal: '4.05' });
      });
      expect(Number(await bought(resourceId))).toBe(26.25);
      expect(Number(await bought(null))).toBe(10.1);
    });
  });

  describe('thresholds', () => {
    test('are read with the newest balance, by the id of the provider', async () => {
      const { team, installation, resource } = await furnish(open());
      const { externalId } = resource;
      await team.transact(async (tx) => {
        await tx.thresholds.set(installation.id, { ...wanted, resourceId: resource.id });
        await tx.thresholds.set(installation.id, { ...wanted, resourceId: null });
        const balance = { currencyValueInCents: 12.5, resourceId: externalId ?? '' };
        await tx.balances.take(installation.id, [balance], builtAt);
      });
      const { metadata: _metadata, at: _at, ...kept } = wanted;
      const own = { ...kept, ...unmarked, resourceId: resource.id, balanceInCents: '12.5' };
      const whole = { ...kept, ...unmarked, resourceId: null, balanceInCents: null };

      expect(
        await team.transact((tx) => tx.thresholds.lock(installation.id, [externalId])),
      ).toEqual([own]);
      expect(
        await team.transact((tx) => tx.thresholds.lock(installation.id, [null, externalId])),
      ).toEqual([whole, own]);
      expect(await team.transact((tx) => tx.thresholds.lockOne(installation.id, null))).toEqual(
        whole,
      );
    });

    test('that wait go on waiting when they are set again, and those that stopped go on', async () => {
      const { team, installation } = await furnish(open());
      const set = () =>
        team.transact((tx) => tx.thresholds.set(installation.id, { ...wanted, resourceId: null }));
      const mark = (given: object) =>
        team.transact(async (tx) => {
          const standing = await tx.thresholds.lockOne(installation.id, null);
          if (standing) await tx.thresholds.save(installation.id, { ...standing, ...given });
        });
      const marks = () => team.transact((tx) => tx.thresholds.lockOne(installation.id, null));

      await set();
      await mark({ isArmed: false, heldUntil: builtAt });
      await set();
      expect(await marks()).toMatchObject({ ...unmarked, isArmed: false });
      await mark({ stoppedFor: 'payment_failed' });
      expect(await marks()).toMatchObject({ isArmed: false, stoppedFor: 'payment_failed' });
      await set();
      expect(await marks()).toMatchObject(unmarked);
    });
  });
}

async function furnish(storage: TeamStorage) {
  const team = buildTeam(storage);
  const installation = await team.installation();
  const resource = await team.resource({ installationId: installation.id });
  const purchase = (given: Partial<ReturnType<typeof newPurchase>>) => {
    const invoice = newInvoice(installation);
    const made = newPurchase(invoice, given);
    return team.transact(async (tx) => {
      await tx.invoices.insert(invoice, []);
      await tx.purchases.insert(made);
      return made;
    });
  };
  return { team, installation, resource, purchase };
}
