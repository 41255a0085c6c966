import type { Payment, PaymentMethod } from '@kontor/core';
import { describe, expect, test } from 'vitest';
import { builtAt } from '../built-at.ts';
import { mint } from '../mint.ts';
import { newBillingPlan } from '../new-installations.ts';
import { newInvoice, newPayment, newPaymentMethod } from '../new-money.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

export function paymentContract(open: () => TeamStorage): void {
  describe('payments', () => {
    test('are found as they were inserted, and as they were saved', async () => {
      const { team, invoice, payment } = await furnish(open());

      expect(await team.transact((tx) => tx.payments.find(payment.id))).toEqual(payment);
      const ended: Payment = {
        ...payment,
        status: 'failed',
        reference: 'pi_1',
        decline: { code: 'declined', message: 'No.' },
        tries: 3,
        finishedAt: builtAt,
      };
      await team.transact((tx) => tx.payments.save(ended));
      expect(await team.transact((tx) => tx.payments.lock(payment.id))).toEqual(ended);
      expect(await team.transact((tx) => tx.payments.chargeOf(invoice.id))).toBeUndefined();
    });

    test('of one invoice are under way one at a time', async () => {
      const { team, installation, invoice, payment } = await furnish(open());
      const { id: invoiceId } = invoice;
      const insert = (given: Partial<Payment> = {}) =>
        team.transact((tx) =>
          tx.payments.insert(newPayment(installation, { ...given, invoiceId })),
        );

      expect(await insert()).toBe(false);
      expect(await team.transact((tx) => tx.payments.underWay(invoiceId))).toEqual(payment);
      await team.transact((tx) => tx.payments.save({ ...payment, status: 'pending' }));
      expect(await insert()).toBe(false);
      const paid: Payment = { ...payment, status: 'succeeded', finishedAt: builtAt };
      await team.transact((tx) => tx.payments.save(paid));
      expect(await team.transact((tx) => tx.payments.underWay(invoiceId))).toBeUndefined();
      expect(await team.transact((tx) => tx.payments.chargeOf(invoiceId))).toEqual(paid);
      expect(await insert({ kind: 'refund', refundOf: payment.id })).toBe(true);
      expect(await team.transact((tx) => tx.payments.chargeOf(invoiceId))).toEqual(paid);
    });
  });

  describe('authorisations', () => {
    const wish = (installationId: Payment['installationId'], callerKey: string | null) =>
      ({ installationId, billingPlanId: 'pro', callerKey }) as const;
    const given = { kind: 'authorisation', billingPlanId: 'pro' } as const;

    test("stand for the caller's key until they fail, and are made once under it", async () => {
      const { team, installation } = await furnish(open());
      const first = newPayment(installation, { ...given, callerKey: 'key-1' });
      const insert = (callerKey: string | null) =>
        team.transact((tx) =>
          tx.payments.insert(newPayment(installation, { ...given, callerKey })),
        );
      const found = (callerKey: string | null) =>
        team.transact((tx) => tx.payments.authorisationOf(wish(installation.id, callerKey)));

      expect(await team.transact((tx) => tx.payments.insert(first))).toBe(true);
      expect(await insert('key-1')).toBe(false);
      expect(await insert('key-2')).toBe(true);
      expect(await insert(null)).toBe(true);
      expect(await insert(null)).toBe(true);
      expect(await found('key-1')).toEqual(first);
      expect(await found('key-3')).toBeUndefined();
      const good: Payment = { ...first, status: 'succeeded', finishedAt: builtAt };
      await team.transact((tx) => tx.payments.save(good));
      expect(await found('key-1')).toEqual(good);
      await team.transact((tx) => tx.payments.save({ ...good, status: 'failed' }));
      expect(await found('key-1')).toBeUndefined();
      expect(await insert('key-1')).toBe(true);
    });

    test('of which nobody knows what became stand for their plan', async () => {
      const { team, installation } = await furnish(open());
      const other = await team.installation();
      const lost = newPayment(installation, { ...given, tries: 2 });
      await team.transact((tx) => tx.payments.insert(lost));
      const found = (installationId: Payment['installationId']) =>
        team.transact((tx) => tx.payments.authorisationOf(wish(installationId, null)));

      expect(await found(installation.id)).toEqual(lost);
      expect(await found(other.id)).toBeUndefined();
      const ended: Payment = { ...lost, status: 'succeeded', finishedAt: builtAt };
      await team.transact((tx) => tx.payments.save(ended));
      expect(await found(installation.id)).toBeUndefined();
    });
  });

  describe('payment methods', () => {
    test('pay for every installation as the first of them, until another one is chosen', async () => {
      const { team, installation } = await furnish(open());
      const paying = () =>
        team.transact(async (tx) => (await tx.paymentMethods.payingFor(installation.id))?.id);
      const add = (method: PaymentMethod) =>
        team.transact((tx) => tx.paymentMethods.insert(method));

      expect(await paying()).toBeUndefined();
      const first = await add(newPaymentMethod(team.teamId));
      expect(first.isDefault).toBe(true);
      const second = await add(newPaymentMethod(team.teamId));
      expect(second.isDefault).toBe(false);
      expect(await add({ ...second, id: mint.paymentMethod() })).toEqual(second);
      expect(await paying()).toBe(first.id);
      await team.transact((tx) => tx.paymentMethods.makeDefault(second.id));
      expect(await paying()).toBe(second.id);
      await team.transact((tx) => tx.paymentMethods.choose(installation.id, first.id));
      expect(await paying()).toBe(first.id);
      await team.transact((tx) => tx.paymentMethods.choose(installation.id, null));
      expect(await paying()).toBe(second.id);
      expect(await team.transact((tx) => tx.paymentMethods.list())).toEqual([
        { ...second, isDefault: true },
        { ...first, isDefault: false },
      ]);
    });

    test('are in use where something is owed or a plan costs something', async () => {
      const { team, installation, invoice, method } = await furnishPaying(open());
      const used = () => team.transact((tx) => tx.paymentMethods.usedBy(method.id));

      expect(await used()).toEqual([installation.id]);
      await team.transact((tx) => tx.invoices.save({ ...invoice, state: 'paid' }));
      expect(await used()).toEqual([]);
      const billingPlan = newBillingPlan({ paymentMethodRequired: true });
      await team.resource({ installationId: installation.id, billingPlan });
      expect(await used()).toEqual([installation.id]);
    });

    test('that are removed pay for nothing and are known', async () => {
      const { team, installation, method } = await furnishPaying(open());

      await team.transact((tx) => tx.paymentMethods.remove(method.id, builtAt));

      const kept = await team.transact(async (tx) => ({
        paying: await tx.paymentMethods.payingFor(installation.id),
        all: await tx.paymentMethods.list(),
        named: await tx.paymentMethods.find(method.id),
        customer: await tx.paymentMethods.customer('test'),
      }));
      expect(kept).toEqual({
        paying: undefined,
        all: [],
        named: { ...method, isDefault: false },
        customer: 'cus_1',
      });
    });
  });
}

async function furnish(storage: TeamStorage) {
  const team = buildTeam(storage);
  const installation = await team.installation();
  const invoice = newInvoice(installation);
  const payment = newPayment(installation, { invoiceId: invoice.id });
  await team.transact(async (tx) => {
    await tx.invoices.insert(invoice, []);
    await tx.payments.insert(payment);
  });
  return { team, installation, invoice, payment };
}

async function furnishPaying(storage: TeamStorage) {
  const furnished = await furnish(storage);
  const { team } = furnished;
  const given = newPaymentMethod(team.teamId);
  const method = await team.transact((tx) => tx.paymentMethods.insert(given));
  return { ...furnished, method };
}
