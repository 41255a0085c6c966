import type { Mandate, MandateCharge, Purchase } from '@kontor/core';
import { describe, expect, test } from 'vitest';
import { mint } from '../mint.ts';
import { newApproval, newMandate } from '../new-mandates.ts';
import { newInvoice, newPurchase } from '../new-money.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

const january = new Date('2026-01-01T00:00:00Z');
const february = new Date('2026-02-01T00:00:00Z');
const pro = {
  ...({ id: 'pro', name: 'Pro', description: '', type: 'subscription' } as const),
  ...({ scope: 'resource', paymentMethodRequired: true, cost: '$20/month' } as const),
};

export function mandateContract(open: () => TeamStorage): void {
  describe('mandates', () => {
    test('are found as they were given, by whoever looks or waits for them', async () => {
      const { team, mandate } = await furnish(open());
      const given = await mandate({
        actions: ['resource:write', 'purchase:make'],
        projects: [mint.project()],
        environments: ['preview'],
        products: [{ integrationId: 'oac_lagoon', productId: null }],
        budget: { perMonth: '50', perPurchase: '20.5' },
        expiresAt: february,
      });

      const found = await team.transact((tx) => tx.mandates.find(given.tokenId));
      const locked = await team.transact((tx) => tx.mandates.lock(given.tokenId));

      expect(found).toMatchObject(given);
      expect(locked).toEqual(found);
      expect(await team.transact((tx) => tx.mandates.find(mint.token()))).toBeUndefined();
      await expect(mandate({ tokenId: given.tokenId })).rejects.toThrow('mandate_pkey');
    });

    test('of another team are not found, and take nothing', async () => {
      const { mandate } = await furnish(open());
      const { tokenId } = await mandate();
      const { team: other } = await furnish(open());

      expect(await other.transact((tx) => tx.mandates.find(tokenId))).toBeUndefined();
      expect(await other.transact((tx) => tx.mandates.spending(tokenId, january))).toEqual({
        ...{ spent: '0', reserved: '0', approved: '0' },
      });
    });

    test('count what was done, what nobody knows of yet, and what was approved, each by itself', async () => {
      const world = await furnish(open());
      const { tokenId } = await world.mandate();
      const { operation, charge } = world;
      await charge({ id: await operation('succeeded'), tokenId, amount: '10.10' });
      await charge({ id: await operation('succeeded'), tokenId, amount: '5' });
      await charge({ id: await operation('running'), tokenId, amount: '7.25' });
      await charge({ id: await operation('failed'), tokenId, amount: '100' });
      await charge({ id: await operation('succeeded'), tokenId, amount: '40', isApproved: true });
      await charge({ id: await operation('running'), tokenId, amount: '2', isApproved: true });
      await charge({ id: await operation('succeeded'), tokenId, amount: '9', month: february });

      expect(await world.spending(tokenId)).toEqual({ spent: 15.1, reserved: 7.25, approved: 42 });
    });

    test('count purchases of balances as they go', async () => {
      const world = await furnish(open());
      const { tokenId } = await world.mandate();
      const states = ['open', 'paid', 'unclear', 'credited', 'refused', 'cancelled'] as const;
      for (const [index, state] of states.entries()) {
        const id = await world.purchase(state);
        await world.charge({ id, tokenId, amount: String(2 ** index), billingPlanId: null });
      }

      expect(await world.spending(tokenId)).toEqual({ spent: 8, reserved: 7, approved: 0 });
    });

    test('count a plan again in later months while what has it keeps it', async () => {
      const world = await furnish(open());
      const { tokenId } = await world.mandate();
      const [kept, gone, changed] = [
        await world.team.resource({ installationId: world.installation.id, billingPlan: pro }),
        await world.team.resource({
          ...{ installationId: world.installation.id, billingPlan: pro, lifecycle: 'deleted' },
        }),
        await world.team.resource({ installationId: world.installation.id }),
      ];
      for (const { id: resourceId } of [kept, gone, changed]) {
        const id = await world.operation('succeeded');
        await world.charge({ id, tokenId, resourceId, amount: '20' });
      }

      expect(await world.spending(tokenId)).toMatchObject({ spent: 60 });
      expect(await world.spending(tokenId, february)).toMatchObject({ spent: 20 });
    });

    test('are charged once for each operation, and for tokens that there are', async () => {
      const { mandate, charge, operation } = await furnish(open());
      const { tokenId } = await mandate();
      const id = await operation('running');
      await charge({ id, tokenId });

      await expect(charge({ id, tokenId })).rejects.toThrow('mandate_charge_pkey');
      await expect(
        charge({ id: await operation('running'), tokenId: mint.token() }),
      ).rejects.toThrow('mandate_charge');
    });
  });

  describe('approvals', () => {
    test('are found by id, by operation and by key, as they were asked for and as they were decided', async () => {
      const { team, approval, operation } = await furnish(open());
      const operationId = await operation('awaiting-approval');
      const asked = await approval({ operationId, reasons: ['per_month', 'terms'] });
      const purchase = { amount: '12.50', callerKey: 'once', traceId: '0'.repeat(32) };
      const bought = await approval({ purchase, price: null, plan: null, policies: ['toc'] });

      expect(await team.transact((tx) => tx.approvals.find(asked.id))).toEqual(asked);
      expect(await team.transact((tx) => tx.approvals.ofOperation(operationId))).toEqual(asked);
      expect(await team.transact((tx) => tx.approvals.findByCallerKey('once'))).toEqual(bought);
      expect(await team.transact((tx) => tx.approvals.findByCallerKey('else'))).toBeUndefined();
      const decided = {
        ...asked,
        ...({ state: 'refused', revision: 2, decidedBy: mint.user(), reason: 'too dear' } as const),
        decidedAt: february,
        price: '21',
      };
      await team.transact((tx) => tx.approvals.save(decided));
      expect(await team.transact((tx) => tx.approvals.lock(asked.id))).toEqual(decided);
    });

    test('are counted for each token while they are pending', async () => {
      const { team, approval, mandate } = await furnish(open());
      const [{ tokenId }, other] = [await mandate(), await mandate()];
      const first = await approval({ tokenId });
      await approval({ tokenId });
      await approval({ tokenId: other.tokenId });
      const count = () => team.transact((tx) => tx.approvals.countPending(tokenId));

      expect(await count()).toBe(2);
      await team.transact((tx) => tx.approvals.save({ ...first, state: 'approved' }));
      expect(await count()).toBe(1);
    });

    test('have ids of their own, belong to a token of the team, and are seen by no other team', async () => {
      const { team, approval } = await furnish(open());
      const asked = await approval();
      const { team: other } = await furnish(open());

      expect(await other.transact((tx) => tx.approvals.find(asked.id))).toBeUndefined();
      const ids = await team.transact(async (tx) => [tx.approvals.nextId(), tx.approvals.nextId()]);
      expect(new Set(ids).size).toBe(2);
      await expect(approval({ tokenId: mint.token() })).rejects.toThrow('approval_');
    });
  });
}

async function furnish(storage: TeamStorage) {
  const team = buildTeam(storage);
  const installation = await team.installation();
  const { teamId, transact } = team;
  const mandate = async (given: Partial<Mandate> = {}) => {
    const made = newMandate({ teamId, ...given });
    await transact((tx) => tx.mandates.insert(made));
    return made;
  };
  return {
    team,
    installation,
    mandate,
    /** The id of an operation that stands so. */
    operation: async (status: 'running' | 'succeeded' | 'failed' | 'awaiting-approval') => {
      const held = await team.installation();
      const { id } = await team.operation({ installationId: held.id, status });
      return id;
    },
    /** The id of the invoice of a purchase that stands so. */
    purchase: async (state: Purchase['state']) => {
      const invoice = newInvoice(installation);
      await transact(async (tx) => {
        await tx.invoices.insert(invoice, []);
        await tx.purchases.insert(newPurchase(invoice, { state }));
      });
      return invoice.id;
    },
    charge: (given: Pick<MandateCharge, 'id' | 'tokenId'> & Partial<MandateCharge>) =>
      transact((tx) =>
        tx.mandates.charge({
          ...{ amount: '1', month: january, billingPlanId: 'pro', isApproved: false },
          ...{ installationId: installation.id, resourceId: null },
          ...given,
        }),
      ),
    spending: async (tokenId: Mandate['tokenId'], month = january) => {
      const sums = await transact((tx) => tx.mandates.spending(tokenId, month));
      return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, Number(sum)]));
    },
    approval: async (given: Parameters<typeof newApproval>[0] = {}) => {
      const tokenId = given.tokenId ?? (await mandate()).tokenId;
      const made = newApproval({ teamId, installationId: installation.id, ...given, tokenId });
      await transact((tx) => tx.approvals.insert(made));
      return made;
    },
  };
}
