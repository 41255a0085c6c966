import { type Installation, uninstalled } from '@kontor/core';
import { describe, expect, test } from 'vitest';
import { mint } from '../mint.ts';
import { newBillingPlan, newInstallation } from '../new-installations.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

const lifecycles = ['installing', 'installed', 'uninstalling', 'uninstalled', 'failed'] as const;
const current: readonly string[] = ['installing', 'installed', 'uninstalling'];
const at = new Date('2026-01-06T08:30:00.123Z');

/** @see spec/concepts.md — C6 to C9 */
export function installationContract(open: () => TeamStorage): void {
  /** A team and an integration that it may install. */
  async function given() {
    const storage = open();
    const integrationId = mint.integration();
    await storage.addIntegration(integrationId);
    const team = buildTeam(storage);
    const like = (rest: Partial<Installation> = {}) =>
      newInstallation({ teamId: team.teamId, integrationId, ...rest });
    const insert = (installation: Installation) =>
      team.transact((tx) => tx.installations.insert(installation));
    return { team, like, insert, integrationId };
  }

  describe('installations', () => {
    test('every field comes back as it was written', async () => {
      const { team, like, insert } = await given();
      const first = like({
        acceptedPolicies: { eula: '2026-01-05T10:00:00Z' },
        scopes: ['a', 'b'],
        source: 'cli',
      });
      const changed: Installation = {
        ...uninstalled(first, { isFinalized: false, openInvoices: 0, at }),
        status: 'suspended',
        externalId: 'acc-1',
        acceptedPolicies: { privacy: '2026-01-06T10:00:00Z' },
        scopes: ['c'],
        projects: ['prj_1'],
        billingPlan: newBillingPlan({ id: 'pro', type: 'subscription', description: '€ "9"' }),
        notification: { level: 'warn', title: 'Card expires' },
        finalizedAt: at,
      };

      await insert(first);
      const before = await team.transact((tx) => tx.installations.find(first.id));
      await team.transact((tx) => tx.installations.save(changed));
      const after = await team.transact((tx) => tx.installations.find(first.id));

      expect(before).toEqual(first);
      expect(after).toEqual(changed);
    });

    test.each(lifecycles)(
      'one that is %s is alone in its kind while it is current',
      async (state) => {
        const { team, like, insert, integrationId } = await given();
        const held = await team.installation({ integrationId, lifecycle: state });

        const found = await team.transact((tx) =>
          tx.installations.findCurrent(integrationId, 'native'),
        );
        const another = like({ lifecycle: 'installing' });

        expect(found).toEqual(current.includes(state) ? held : undefined);
        expect(await insert(another)).toBe(!current.includes(state));
        expect(await team.transact((tx) => tx.installations.find(another.id))).toEqual(
          current.includes(state) ? undefined : another,
        );
      },
    );

    test('each kind of each integration in each team has a place of its own', async () => {
      const { team, like, insert, integrationId } = await given();
      const native = like();
      const connectable = like({ kind: 'connectable' });
      const elsewhere = buildTeam(open());

      expect(await insert(native)).toBe(true);
      expect(await insert(connectable)).toBe(true);
      await team.installation();
      await elsewhere.installation({ integrationId });
      const found = await team.transact((tx) =>
        tx.installations.findCurrent(integrationId, 'connectable'),
      );
      expect(found).toEqual(connectable);
    });

    test('a former one does not come back beside a new one', async () => {
      const { team, like, insert, integrationId } = await given();
      const former = await team.installation({ integrationId, lifecycle: 'uninstalled' });
      await insert(like());

      const revived = team.transact((tx) =>
        tx.installations.save({ ...former, lifecycle: 'installed' }),
      );

      await expect(revived).rejects.toThrow(/constraint/);
    });

    test('what was never inserted is not found, and saving it makes nothing', async () => {
      const { team, like } = await given();
      const stranger = like();

      const found = await team.transact(async (tx) => {
        await tx.installations.save(stranger);
        const { id, integrationId, kind } = stranger;
        return [
          await tx.installations.find(id),
          await tx.installations.lock(id),
          await tx.installations.hold(id),
          await tx.installations.findCurrent(integrationId, kind),
        ];
      });

      expect(found).toEqual([undefined, undefined, undefined, undefined]);
    });

    test('locking and holding read what finding reads', async () => {
      const { team } = await given();
      const held = await team.installation();

      const read = await team.transact(async (tx) => [
        await tx.installations.lock(held.id),
        await tx.installations.hold(held.id),
      ]);

      expect(read).toEqual([held, held]);
    });
  });
}
