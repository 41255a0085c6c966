import { type Connection, noActions } from '@kontor/core';
import { describe, expect, test } from 'vitest';
import { builtAt } from '../built-at.ts';
import { mint } from '../mint.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

/** @see spec/concepts.md — C17 */
export function connectionContract(open: () => TeamStorage): void {
  async function given() {
    const team = buildTeam(open());
    const { id: resourceId } = await team.resource();
    const { id: projectId } = await team.project();
    const like = (rest: Partial<Connection> = {}): Connection => ({
      id: mint.connection(),
      resourceId,
      projectId,
      environments: ['production'],
      prefix: null,
      makesSensitive: false,
      deployments: noActions,
      createdAt: builtAt,
      ...rest,
    });
    const insert = (connection: Connection) =>
      team.transact((tx) => tx.connections.insert(connection));
    const listOf = (id = resourceId) => team.transact((tx) => tx.connections.listOf(id));
    return { team, resourceId, projectId, like, insert, listOf };
  }

  describe('connections', () => {
    test('environments and prefix come back as they were written and changed', async () => {
      const { team, resourceId, like, insert } = await given();
      const deployments = {
        required: true,
        actions: [{ slug: 'branch', environments: ['preview'] }],
      };
      const first = like({
        environments: ['preview', 'production'],
        prefix: 'DB1',
        makesSensitive: true,
        deployments,
      });
      const rest = { prefix: null, deployments: noActions };
      const changed = { ...first, environments: ['staging'], ...rest };
      const find = () => team.transact((tx) => tx.connections.find(resourceId, first.id));

      await insert(first);
      const before = await find();
      await team.transact((tx) => tx.connections.save(changed));

      expect(before).toEqual(first);
      expect(await find()).toEqual(changed);
    });

    test('a resource is connected to a project once', async () => {
      const { like, insert, listOf } = await given();
      const first = like();

      expect(await insert(first)).toBe(true);
      expect(await insert(like({ environments: ['preview'] }))).toBe(false);
      expect(await listOf()).toEqual([first]);
    });

    test('one resource in many projects and many resources in one stand side by side', async () => {
      const { team, projectId, resourceId, like, insert, listOf } = await given();
      const [here, there] = [like(), like({ projectId: (await team.project()).id })];
      const other = like({ resourceId: (await team.resource()).id });

      for (const each of [there, here, other]) expect(await insert(each)).toBe(true);

      expect(await listOf()).toEqual([here, there]);
      const projects = await team.transact((tx) => tx.environments.projectsOf(resourceId));
      expect(projects).toEqual([projectId, there.projectId]);
    });

    test('one that is removed is gone, and the rest stays', async () => {
      const { team, resourceId, like, insert, listOf } = await given();
      const gone = like();
      const stays = like({ projectId: (await team.project()).id });
      await insert(gone);
      await insert(stays);

      await team.transact((tx) => tx.connections.remove(gone.id));

      expect(await listOf()).toEqual([stays]);
      const found = await team.transact((tx) => tx.connections.find(resourceId, gone.id));
      expect(found).toBeUndefined();
      expect(await insert(like())).toBe(true);
    });

    test('all of a resource are removed at once and answered in order, and no other', async () => {
      const { team, resourceId, like, insert, listOf } = await given();
      const [here, there] = [like(), like({ projectId: (await team.project()).id, prefix: 'DB' })];
      const other = like({ resourceId: (await team.resource()).id });
      for (const each of [there, here, other]) await insert(each);
      const removeAll = () => team.transact((tx) => tx.connections.removeAll(resourceId));

      expect(await removeAll()).toEqual([here, there]);
      expect(await removeAll()).toEqual([]);
      expect(await listOf()).toEqual([]);
      expect(await listOf(other.resourceId)).toEqual([other]);
    });

    test('all to a project are removed at once and answered in order, and no other', async () => {
      const { team, like, insert, listOf } = await given();
      const projectId = (await team.project()).id;
      const another = await team.resource();
      const [one, two] = [like({ projectId }), like({ projectId, resourceId: another.id })];
      const elsewhere = like();
      for (const each of [two, elsewhere, one]) await insert(each);
      const removeFrom = () => team.transact((tx) => tx.connections.removeFrom(projectId));

      expect(await removeFrom()).toEqual([one, two]);
      expect(await removeFrom()).toEqual([]);
      expect(await listOf()).toEqual([elsewhere]);
    });

    test('those of a project with actions are found while they are in use, the oldest first', async () => {
      const { team, projectId, like, insert } = await given();
      const actions = [{ slug: 'branch', environments: ['preview'] }];
      const deployments = { required: true, actions };
      const resource = await team.resource();
      const closing = await team.installation({ lifecycle: 'uninstalling' });
      const [suspended, of] = [
        await team.resource({ lifecycle: 'deleting' }),
        await team.resource({ installationId: closing.id }),
      ];
      const acting = like({ resourceId: resource.id, deployments });
      const elsewhere = { resourceId: resource.id, projectId: (await team.project()).id };
      for (const each of [
        acting,
        like(),
        like({ resourceId: suspended.id, deployments }),
        like({ resourceId: of.id, deployments }),
        like({ ...elsewhere, deployments }),
      ]) {
        expect(await insert(each)).toBe(true);
      }

      const found = await team.transact((tx) => tx.connections.actingOn(projectId));

      expect(found).toEqual([{ ...acting, installationId: resource.installationId }]);
    });

    test('it is found through its own resource only', async () => {
      const { team, like, insert } = await given();
      const connection = like();
      const other = await team.resource();
      await insert(connection);

      const found = await team.transact((tx) => tx.connections.find(other.id, connection.id));

      expect(found).toBeUndefined();
    });

    test.each([
      ['resource', { resourceId: mint.resource() }],
      ['project', { projectId: mint.project() }],
    ])('nothing is connected to a %s that is not there', async (_noun, adrift) => {
      const { like, insert } = await given();

      await expect(insert(like(adrift))).rejects.toThrow(/constraint/);
    });
  });
}
