import type { SpendLimit } from '@kontor/core';
import { describe, expect, test } from 'vitest';
import { mint } from '../mint.ts';
import { newInvoice } from '../new-money.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

const [january, february] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-02-01T00:00:00Z')];
const march = new Date('2026-03-01T00:00:00Z');
const month = { start: january, end: february };
const at = new Date('2026-01-20T00:00:00Z');
const ofTeam: SpendLimit = {
  ...{ kind: 'team', subjectId: '', amount: '99.50', isHard: true, warnAt: [50, 100] },
};
const line = { billingPlanId: 'pro', name: 'Rows', price: '1', quantity: 1, units: 'rows' };

export function spendLimitContract(open: () => TeamStorage): void {
  describe('limits of spending', () => {
    test('stand with the resources that they are about, the own one of the team first', async () => {
      const { team, resource, installation } = await furnish(open());
      const project = await team.project();
      await team.connection({ resourceId: resource.id, projectId: project.id });
      const soft = { ...ofTeam, isHard: false };
      const about = [
        { resourceId: resource.id, installationId: installation.id, externalId: 'db_1' },
      ];
      const limits: SpendLimit[] = [
        { ...soft, kind: 'resource', subjectId: resource.id },
        { ...soft, kind: 'installation', subjectId: installation.id },
        { ...soft, kind: 'project', subjectId: project.id },
        ofTeam,
      ];
      await team.transact(async (tx) => {
        for (const limit of limits) await tx.spendLimits.save(limit, at);
      });

      const listed = await team.transact((tx) => tx.spendLimits.list());
      expect(listed.map(({ kind, resources }) => [kind, resources])).toEqual([
        ['team', []],
        ['project', about],
        ['installation', []],
        ['resource', about],
      ]);
      expect(await team.transact((tx) => tx.spendLimits.lockHard())).toEqual([
        { ...ofTeam, resources: [] },
      ]);
    });

    test('are about what the team has', async () => {
      const { team, resource, installation } = await furnish(open());
      const project = await team.project();
      const has = (kind: SpendLimit['kind'], subjectId: string) =>
        team.transact((tx) => tx.spendLimits.hasSubject({ kind, subjectId }));

      expect([
        await has('team', ''),
        await has('resource', resource.id),
        await has('installation', installation.id),
        await has('project', project.id),
      ]).toEqual([true, true, true, true]);
      expect([
        await has('resource', mint.resource()),
        await has('installation', mint.installation()),
        await has('project', mint.project()),
      ]).toEqual([false, false, false]);
    });

    test('are warned of once for a month and a share, until they are removed', async () => {
      const { team } = await furnish(open());
      const note = (share: number, of = january) =>
        team.transact((tx) => tx.spendLimits.noteWarning(ofTeam, { month: of, share, at }));
      const remove = () => team.transact((tx) => tx.spendLimits.remove(ofTeam));
      const save = () => team.transact((tx) => tx.spendLimits.save(ofTeam, at));

      await save();
      expect([await note(50), await note(50), await note(80), await note(50, february)]).toEqual([
        ...[true, false, true, true],
      ]);
      expect([await remove(), await remove()]).toEqual([true, false]);
      await save();
      expect(await note(50)).toBe(true);
    });
  });

  describe('spending of a month', () => {
    test('is what invoices dated in it come to, but for tests and what was given back', async () => {
      const { team, installation } = await furnish(open());
      const items = [
        { ...line, total: '10.00' },
        { ...line, resourceId: 'db_1', total: '7.25' },
      ];
      const discounts = [{ billingPlanId: 'pro', name: 'Off', resourceId: 'db_1', amount: '0.25' }];
      const invoice = newInvoice(installation, { items, discounts, total: '17.00' });
      const others = [
        { isTest: true },
        { isWaived: true, state: 'paid' as const },
        { state: 'refunded' as const, refundTotal: '17.00' },
        { invoiceDate: february },
        { invoiceDate: new Date(january.getTime() - 1) },
      ].map((given) => ({ ...invoice, ...given, id: mint.invoice() }));
      const inPart = { ...invoice, id: mint.invoice(), state: 'refunded' as const };
      await team.transact(async (tx) => {
        for (const each of [invoice, ...others]) await tx.invoices.insert(each, []);
        await tx.invoices.insert({ ...inPart, refundTotal: '3.00' }, []);
      });

      // of 3.00 each line gives back its part, in cents: 1.76, 1.28 and -0.04
      expect(await spent(team)).toEqual({ '': [18.24, 0], db_1: [12.76, 0] });
    });

    test('is also the newest report of each period, of what is not billed for it', async () => {
      const { team, installation } = await furnish(open());
      const report = (period: typeof month, hour: number, items: readonly (typeof line)[]) =>
        team.transact((tx) => {
          const timestamp = new Date(at.getTime() + hour * 3_600_000);
          const told = { timestamp, eod: at, period, items: items as never, discounts: [] };
          return tx.billingReports.add(installation.id, { ...told, usage: [] }, at);
        });
      const item = (resourceId: string | undefined, total: string, billingPlanId = 'pro') => ({
        ...{ ...line, billingPlanId, total },
        ...(resourceId === undefined ? {} : { resourceId }),
      });
      await report(month, 2, [item('db_1', '4'), item('db_1', '1', 'old'), item('db_2', '2')]);
      // a part of the same report, of which what came last holds for its resource
      await report(month, 2, [item('db_2', '3.005')]);
      await report(month, 1, [item('db_2', '500')]);
      await report({ start: february, end: march }, 3, [item(undefined, '8')]);
      await report({ start: new Date('2025-12-01'), end: new Date(january.getTime() - 1) }, 3, [
        item('db_1', '900'),
      ]);
      const before = await spent(team);
      const billed = newInvoice(installation, { invoiceDate: february });
      await team.transact((tx) =>
        tx.invoices.insert(billed, [{ resourceId: 'db_1', billingPlanId: 'pro' }]),
      );

      expect(before).toEqual({ '': [0, 8], db_1: [0, 5], db_2: [0, 3.005] });
      expect(await spent(team)).toEqual({ '': [0, 8], db_1: [0, 1], db_2: [0, 3.005] });
    });
  });
}

async function furnish(storage: TeamStorage) {
  const team = buildTeam(storage);
  const installation = await team.installation({ lifecycle: 'installed' });
  const [resource] = [
    await team.resource({ ...reported('db_1'), installationId: installation.id }),
    await team.resource({ ...reported('db_2'), installationId: installation.id }),
  ];
  return { team, installation, resource };
}

function reported(externalId: string) {
  return {
    externalId: externalId as ReturnType<typeof mint.external>,
    lifecycle: 'active',
  } as const;
}

/** What was invoiced and reported, by the provider's id. */
async function spent(team: ReturnType<typeof buildTeam>) {
  const found = await team.transact((tx) => tx.spendLimits.spendings(month));
  return Object.fromEntries(
    found.map(({ externalId, invoiced, reported }) => [
      externalId ?? '',
      [Number(invoiced), Number(reported)],
    ]),
  );
}
