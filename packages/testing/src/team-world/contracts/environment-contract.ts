import type { CompiledVariable, EnvironmentStore } from '@kontor/core';
import { describe, expect, test } from 'vitest';
import { mint } from '../mint.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

/** @see docs/adr/0005-environment-snapshots.md */
export function environmentContract(open: () => TeamStorage): void {
  async function given() {
    const storage = open();
    const team = buildTeam(storage);
    const { id: projectId } = await team.project();
    const publish = (
      variables: readonly CompiledVariable[],
      { environment = 'production', cause = 'test', operationId = '' } = {},
    ) =>
      team.transact((tx) =>
        tx.environments.publish({ projectId, environment }, variables, {
          cause,
          ...(operationId === '' ? {} : { operationId }),
        }),
      );
    const versions = (environment = 'production') =>
      storage.versions(team.teamId, { projectId, environment });
    const compiled = () => team.transact((tx) => tx.environments.compiled(projectId));
    const retire = (environment: string) =>
      team.transact((tx) => tx.environments.retire({ projectId, environment }));
    return { team, projectId, publish, versions, compiled, retire };
  }

  describe('compiled environments', () => {
    test('each change is a version that keeps what it was and why', async () => {
      const { projectId, publish, versions } = await given();
      const place = { projectId, environment: 'production' };
      const [one, two] = [[variable('A', '1')], [variable('A', '2'), variable('B', 'ключ')]];
      const operationId = mint.operation();

      await publish(one, { cause: 'connection.created' });
      await publish(two, { cause: 'resource.removed', operationId });
      await publish([], { cause: 'variable.deleted' });

      expect(await versions()).toEqual([
        {
          ...place,
          version: 1,
          variables: one,
          cause: 'connection.created',
          operationId: null,
        },
        { ...place, version: 2, variables: two, cause: 'resource.removed', operationId },
        {
          ...place,
          version: 3,
          variables: [],
          cause: 'variable.deleted',
          operationId: null,
        },
      ]);
    });

    test('the same again is no version, and an older one again is', async () => {
      const { publish, versions } = await given();
      const [one, two] = [[variable('A', '1')], [variable('A', '2')]];

      for (const variables of [one, one, two, one]) await publish(variables);

      expect((await versions()).map((each) => each.variables)).toEqual([one, two, one]);
    });

    test('an environment that never had a variable has no version', async () => {
      const { publish, versions, compiled } = await given();

      await publish([]);

      expect(await versions()).toEqual([]);
      expect(await compiled()).toEqual([]);
    });

    test('each environment counts by itself', async () => {
      const { publish, versions, compiled } = await given();
      await publish([variable('A', '1')]);
      await publish([variable('A', '2')]);
      await publish([variable('A', '1')], { environment: 'staging' });

      expect((await versions()).map(({ version }) => version)).toEqual([1, 2]);
      expect((await versions('staging')).map(({ version }) => version)).toEqual([1]);
      expect([...(await compiled())].sort()).toEqual(['production', 'staging']);
    });

    test('of a branch that is retired nothing is served, and its versions go on from where they were', async () => {
      const { publish, versions, compiled, retire } = await given();
      const branch = { environment: 'preview:feature/x' };
      await publish([variable('A', '1')], { environment: 'preview' });
      await publish([variable('A', '2')], branch);

      await retire('preview:feature/x');
      await retire('preview:feature/x');
      await retire('preview:never');
      const meanwhile = await compiled();
      await publish([variable('A', '2')], branch);

      expect(meanwhile).toEqual(['preview']);
      expect([...(await compiled())].sort()).toEqual(['preview', 'preview:feature/x']);
      expect((await versions('preview:feature/x')).map(({ version }) => version)).toEqual([1, 2]);
    });

    test('a version that is taken back leaves its number to the next', async () => {
      const { team, projectId, publish, versions } = await given();
      await publish([variable('A', '1')]);
      await team
        .transact(async (tx) => {
          const place = { projectId, environment: 'production' };
          await tx.environments.publish(place, [variable('A', '2')], { cause: 'lost' });
          throw new Error('broken');
        })
        .catch(() => undefined);

      await publish([variable('A', '3')]);

      expect((await versions()).map(({ version, cause }) => [version, cause])).toEqual([
        [1, 'test'],
        [2, 'test'],
      ]);
    });

    test('what is deferred waits once for each project, with its newest cause, until settled', async () => {
      const storage = open();
      const team = buildTeam(storage);
      const [one, two] = [(await team.project()).id, (await team.project()).id];
      const operationId = mint.operation();
      const change = (work: (environments: EnvironmentStore) => Promise<void>) =>
        team.transact((tx) => work(tx.environments));

      await change(({ defer }) => defer([one, two], { cause: 'resource.secrets-updated' }));
      await change(({ defer }) => defer([two], { cause: 'resource.removed', operationId }));
      const waiting = await storage.stale(team.teamId);
      await change(({ settle }) => settle(one));
      await change(({ settle }) => settle(one));

      expect(waiting).toEqual([
        { projectId: one, cause: 'resource.secrets-updated' },
        { projectId: two, cause: 'resource.removed', operationId },
      ]);
      expect(await storage.stale(team.teamId)).toEqual([waiting[1]]);
    });

    test('none is made of a project that is not there', async () => {
      const { team } = await given();
      const place = { projectId: mint.project(), environment: 'production' };

      const adrift = team.transact((tx) =>
        tx.environments.publish(place, [variable('A', '1')], { cause: 'test' }),
      );

      await expect(adrift).rejects.toThrow(/constraint/);
    });
  });
}

const connectionId = mint.connection();
const resourceId = mint.resource();

function variable(name: string, value: string): CompiledVariable {
  const source = { kind: 'connection', connectionId, resourceId, secretName: name } as const;
  return { name, value, source, isPublic: false };
}
