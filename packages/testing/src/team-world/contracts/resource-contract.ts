import type { Resource } from '@kontor/core';
import { describe, expect, test } from 'vitest';
import { mint } from '../mint.ts';
import { newBillingPlan, newResource } from '../new-installations.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

const lifecycles = ['provisioning', 'active', 'deleting', 'deleted', 'failed'] as const;
const alive: readonly string[] = ['provisioning', 'active', 'deleting'];
const at = new Date('2026-01-06T08:30:00.123Z');

/** @see spec/concepts.md — C13 */
export function resourceContract(open: () => TeamStorage): void {
  async function given() {
    const team = buildTeam(open());
    const { id: installationId } = await team.installation();
    const like = (rest: Partial<Resource> = {}) =>
      newResource({ teamId: team.teamId, installationId, ...rest });
    const insert = (resource: Resource) => team.transact((tx) => tx.resources.insert(resource));
    const save = (resource: Resource) => team.transact((tx) => tx.resources.save(resource));
    const find = (id: Resource['id']) => team.transact((tx) => tx.resources.find(id));
    return { team, installationId, like, insert, save, find };
  }

  describe('resources', () => {
    test('every field comes back as it was written', async () => {
      const { like, insert, save, find } = await given();
      const first = like({ metadata: { region: 'fra1', size: 2, tags: ['a'], isPublic: false } });
      const changed: Resource = {
        ...first,
        externalId: mint.external(),
        name: 'another "name" — ключ',
        lifecycle: 'deleted',
        status: 'uninstalled',
        statusAt: at,
        metadata: {},
        billingPlan: newBillingPlan({ id: 'pro', type: 'prepayment' }),
        notification: { level: 'error', title: 'Disk is full', message: 'Upgrade.' },
        protocolSettings: { experimentation: { edgeConfigId: 'ecfg_1' } },
        extras: { anything: [1, null, { of: 'theirs' }] },
        ownership: 'linked',
        updatedAt: at,
        deletedAt: at,
      };

      expect(await insert(first)).toBe(true);
      expect(await find(first.id)).toEqual(first);
      expect(await save(changed)).toBe(true);
      expect(await find(first.id)).toEqual(changed);
    });

    test('saved under its own name it is as it was written, and cannot take that of another', async () => {
      const { team, installationId, like, insert, find } = await given();
      const first = like({ lifecycle: 'provisioning' });
      const active: Resource = { ...first, lifecycle: 'active', externalId: mint.external() };
      await insert(first);
      await team.resource({ installationId, name: 'taken' });
      const saveUnderName = (resource: Resource) =>
        team.transact((tx) => tx.resources.saveUnderName(resource));

      await saveUnderName(active);
      const taking = saveUnderName({ ...active, name: 'taken' });

      await expect(taking).rejects.toThrow('resource_name');
      expect(await find(first.id)).toEqual(active);
    });

    test.each(lifecycles)('one that is %s keeps its name while it is alive', async (lifecycle) => {
      const { team, installationId, like, insert } = await given();
      await team.resource({ installationId, name: 'main', lifecycle });

      expect(await insert(like({ name: 'main' }))).toBe(!alive.includes(lifecycle));
    });

    test.each(lifecycles)(
      'one that is %s keeps its external id while it is alive',
      async (lifecycle) => {
        const { team, installationId, like, insert } = await given();
        const { externalId } = await team.resource({ installationId, lifecycle });

        expect(await insert(like({ externalId }))).toBe(!alive.includes(lifecycle));
      },
    );

    test.each(lifecycles)('one that is %s is listed while it is alive', async (lifecycle) => {
      const { team, installationId } = await given();
      const externalId = mint.external();
      const resource = await team.resource({ installationId, lifecycle, externalId });

      const [listed, found] = await team.transact(async (tx) => [
        await tx.resources.listOf(installationId),
        await tx.resources.findExternal(installationId, externalId),
      ]);

      expect(listed).toEqual(alive.includes(lifecycle) ? [resource] : []);
      expect(found).toEqual(alive.includes(lifecycle) ? resource : undefined);
    });

    test('those that no provider has answered for yet stand beside each other', async () => {
      const { like, insert } = await given();

      expect(await insert(like({ externalId: null }))).toBe(true);
      expect(await insert(like({ externalId: null }))).toBe(true);
    });

    test('a new name that is taken is not saved, and the transaction goes on', async () => {
      const { team, installationId, find } = await given();
      await team.resource({ installationId, name: 'taken' });
      const resource = await team.resource({ installationId, name: 'main' });

      const saved = await team.transact(async (tx) => [
        await tx.resources.save({ ...resource, name: 'taken', status: 'suspended' }),
        await tx.resources.save({ ...resource, name: 'free' }),
      ]);

      expect(saved).toEqual([false, true]);
      expect(await find(resource.id)).toEqual({ ...resource, name: 'free' });
    });

    test('an external id is never saved over that of another', async () => {
      const { team, installationId, save } = await given();
      const { externalId } = await team.resource({ installationId });
      const resource = await team.resource({ installationId });

      await expect(save({ ...resource, externalId })).rejects.toThrow(/constraint/);
    });

    test('names and external ids are free in another installation', async () => {
      const { team, installationId, like, insert } = await given();
      const other = await team.installation();
      const { name, externalId } = await team.resource({ installationId });

      expect(await insert(like({ installationId: other.id, name, externalId }))).toBe(true);
    });

    test('nothing is added to an installation that is not there', async () => {
      const { like, insert } = await given();

      const adrift = insert(like({ installationId: mint.installation() }));

      await expect(adrift).rejects.toThrow(/constraint/);
    });

    test('lists go by id, and locking and holding read what finding reads', async () => {
      const { team, installationId, insert, like } = await given();
      const [one, two, three] = [like(), like(), like()];
      for (const each of [two, three, one]) await insert(each);

      const read = await team.transact(async (tx) => ({
        listed: await tx.resources.listOf(installationId),
        locked: await tx.resources.lock(two.id),
        held: await tx.resources.hold(two.id),
        absent: await tx.resources.lock(mint.resource()),
      }));

      expect(read).toEqual({
        listed: [one, two, three],
        locked: two,
        held: two,
        absent: undefined,
      });
    });
  });
}
