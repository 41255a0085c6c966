import { deleted, type Installation, uninstalled } from '@kontor/core';
import { describe, expect, test } from 'vitest';
import { builtAt } from '../built-at.ts';
import { mint } from '../mint.ts';
import { newBillingPlan } from '../new-installations.ts';
import { newInvoice } from '../new-money.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

const later = new Date('2026-02-01T00:00:00Z');

export function invoiceContract(open: () => TeamStorage): void {
  describe('invoices', () => {
    test('are found as they were inserted, and as they were saved', async () => {
      const { team, installation } = await furnish(open());
      const invoice = newInvoice(installation, {
        externalId: 'A-1',
        memo: 'January',
        commissionRate: '12.5',
        commission: '1.25',
        taxes: [{ name: 'VAT', rate: '19', amount: '1.90' }],
      });

      await team.transact((tx) => tx.invoices.insert(invoice, []));
      expect(await team.transact((tx) => tx.invoices.find(invoice.id))).toEqual(invoice);

      const changed = {
        ...invoice,
        ...refund,
        state: 'refund_requested' as const,
        attempts: 2,
        number: '2026-000001',
        credited: '1.50',
      };
      await team.transact((tx) => tx.invoices.save({ ...changed, memo: 'not saved' }));
      expect(await team.transact((tx) => tx.invoices.lock(invoice.id))).toEqual(changed);
    });

    test('are open until they are settled, and tests never are', async () => {
      const { team, installation } = await furnish(open());
      const insert = (given: Partial<ReturnType<typeof newInvoice>>) =>
        team.transact((tx) => tx.invoices.insert(newInvoice(installation, given), []));
      await insert({ state: 'paid' });
      await insert({ state: 'refunded' });
      await insert({ isTest: true });
      // it waits for another one, and an installation does not wait for that
      await insert({ state: 'pending' });
      const count = () => team.transact((tx) => tx.invoices.countOpen(installation.id));

      expect(await count()).toBe(0);
      for (const state of ['scheduled', 'invoiced', 'notpaid', 'overdue'] as const) {
        await insert({ state });
      }
      expect(await count()).toBe(4);
    });

    test('that are carried are found by their installation, and those collected by the other one', async () => {
      const { team, installation } = await furnish(open());
      const other = await team.installation();
      const carried = [1, 2].map(() => newInvoice(installation, { state: 'pending' }));
      const main = newInvoice(installation);
      const [first, second] = carried;
      if (first === undefined || second === undefined) throw new Error('there are two');
      await team.transact(async (tx) => {
        for (const each of [second, first, main]) await tx.invoices.insert(each, []);
        await tx.invoices.insert(newInvoice(installation, { state: 'pending', isTest: true }), []);
        await tx.invoices.insert(newInvoice(other, { state: 'pending' }), []);
      });
      const found = () =>
        team.transact(async (tx) => ({
          carried: await tx.invoices.lockCarried(installation.id),
          collected: await tx.invoices.lockCollected(main.id),
        }));

      expect(await found()).toEqual({ carried, collected: [] });
      const sent = { ...first, state: 'invoiced' as const, collectedWith: main.id };
      const waived = { ...second, state: 'paid' as const, isWaived: true, taxes: [] };
      await team.transact(async (tx) => {
        await tx.invoices.save(sent);
        await tx.invoices.save(waived);
      });
      expect(await found()).toEqual({ carried: [], collected: [sent] });
      expect(await team.transact((tx) => tx.invoices.lock(first.id))).toEqual(sent);
      expect(await team.transact((tx) => tx.invoices.find(second.id))).toEqual(waived);
    });

    test("keep a provider's number to themselves, unless they are tests", async () => {
      const { team, installation } = await furnish(open());
      const insert = (isTest: boolean) =>
        team.transact((tx) =>
          tx.invoices.insert(newInvoice(installation, { externalId: 'A-1', isTest }), []),
        );
      const isTaken = () =>
        team.transact((tx) => tx.invoices.isExternalIdTaken(installation.id, 'A-1'));

      await insert(true);
      await insert(true);
      expect(await isTaken()).toBe(false);
      await insert(false);
      expect(await isTaken()).toBe(true);
      await expect(insert(false)).rejects.toThrow('invoice_external');
    });

    test('are numbered without a gap, also when many are at once and some come to nothing', async () => {
      const { team } = await furnish(open());
      const taken: number[] = [];
      const take = (fails: boolean) =>
        team.transact(async (tx) => {
          const number = await tx.invoices.takeNumber(2026);
          if (fails) throw new Error('broken');
          return number;
        });

      const ended = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) => take(index % 2 === 0)),
      );
      for (const each of ended) if (each.status === 'fulfilled') taken.push(each.value);

      expect(taken.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(await team.transact((tx) => tx.invoices.takeNumber(2027))).toBe(1);
      expect(await team.transact((tx) => tx.invoices.takeNumber(2026))).toBe(11);
    });

    test('take what they bill for their period, and give it back when they are void', async () => {
      const { team, installation, resource } = await furnish(open());
      const subjects = [
        { resourceId: resource.externalId ?? '', billingPlanId: 'pro' },
        { resourceId: undefined, billingPlanId: 'pro' },
      ];
      const invoice = newInvoice(installation);
      const billed = (period = invoice.period) =>
        team.transact((tx) => tx.invoices.billed(installation.id, period));

      await team.transact((tx) => tx.invoices.insert(invoice, subjects));

      expect(await billed()).toEqual(expect.arrayContaining(subjects));
      expect(await billed({ ...invoice.period, end: new Date('2026-02-02T00:00:00Z') })).toEqual(
        [],
      );
      const again = newInvoice(installation);
      await expect(
        team.transact((tx) => tx.invoices.insert(again, subjects.slice(1))),
      ).rejects.toThrow('invoice_subject_pkey');

      await team.transact((tx) =>
        tx.invoices.save({ ...invoice, state: 'refunded', refundTotal: invoice.total }),
      );
      expect(await billed()).toEqual([]);
    });

    test('know resources by the id of their provider, also when they are gone', async () => {
      const { team, installation, resource } = await furnish(open());
      const name = resource.externalId ?? '';
      await team.transact((tx) => tx.resources.save(deleted(resource, later)));

      const named = await team.transact((tx) =>
        tx.invoices.resourcesNamed(installation.id, [name, 'db-none']),
      );

      expect([...named]).toEqual([[name, resource.id]]);
    });

    test('know how long each plan held', async () => {
      const { team, installation, resource } = await furnish(open());
      const at = (day: number) => new Date(`2026-01-${day}T00:00:00Z`);
      const plan = (id: string) => newBillingPlan({ id });
      const changed = { ...resource, billingPlan: plan('pro'), updatedAt: at(10) };
      const whole: Installation = { ...installation, billingPlan: plan('team'), updatedAt: at(11) };
      await team.transact(async (tx) => {
        await tx.resources.save({ ...resource, billingPlan: plan('free'), updatedAt: at(10) });
        await tx.resources.save(changed);
        await tx.resources.save({ ...changed, name: 'other', updatedAt: at(12) });
        await tx.installations.save(whole);
        await tx.resources.save(deleted(changed, at(20)));
        await tx.installations.save(
          uninstalled(whole, { isFinalized: false, openInvoices: 0, at: at(21) }),
        );
      });

      const plans = await team.transact((tx) => tx.invoices.plansOf(installation.id));

      const { externalId: externalResourceId } = resource;
      const planType = 'subscription';
      const told = [
        { externalResourceId, planId: 'free', planType, since: at(10), until: at(10) },
        { externalResourceId, planId: 'pro', planType, since: at(10), until: at(20) },
        { externalResourceId: null, planId: 'team', planType, since: at(11), until: at(21) },
      ];
      expect([...plans].sort((a, b) => (a.planId < b.planId ? -1 : 1))).toEqual(told);
    });
  });
}

const refund = {
  refunding: { total: '1.00', reason: 'a mistake' },
  paidAt: later,
  updatedAt: later,
};

async function furnish(storage: TeamStorage) {
  const team = buildTeam(storage);
  const installation = await team.installation();
  const resource = await team.resource({
    installationId: installation.id,
    externalId: mint.external(),
    lifecycle: 'active',
    createdAt: builtAt,
  });
  return { team, installation, resource };
}
