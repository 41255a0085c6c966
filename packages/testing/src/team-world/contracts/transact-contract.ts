import { fail, ok } from '@kontor/core';
import { describe, expect, test } from 'vitest';
import { mint } from '../mint.ts';
import { newInstallation, newOperation, newResource } from '../new-installations.ts';
import { newVariable } from '../new-projects.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

/** What every `Transact<TeamTx>` keeps: a transaction happens as a whole or not at all. */
export function transactContract(open: () => TeamStorage): void {
  describe('a transaction', () => {
    test.each([
      ['nothing of it stands when it ends in a refusal', async () => fail({ code: 'no' })],
      [
        'nothing of it stands when it throws',
        async () => {
          throw new Error('broken');
        },
      ],
    ])('%s', async (_title, end) => {
      const storage = open();
      const team = buildTeam(storage);
      const installation = await team.installation();
      const project = await team.project();
      const resource = newResource({ installationId: installation.id, teamId: team.teamId });
      const operation = newOperation({ installationId: installation.id, teamId: team.teamId });
      const variable = newVariable({ name: 'A', value: '1', environments: ['x'] });
      const place = { projectId: project.id, environment: 'production' };

      await team
        .transact(async (tx) => {
          await tx.installations.save({ ...installation, lifecycle: 'uninstalled' });
          const { integrationId } = installation;
          await tx.credentials.issue({ installationId: installation.id, integrationId });
          await tx.resources.insert(resource);
          await tx.keysets.save(resource.id, { secrets: [{ name: 'A', value: '1' }] });
          await tx.operations.insert(operation);
          await tx.variables.save(project.id, variable, { at: new Date(), by: null });
          await tx.environments.publish(place, compiled('1'), { cause: 'test' });
          await tx.events.append({
            type: 'project.updated',
            actor: { kind: 'system' },
            subject: {},
          });
          return end();
        })
        .catch(() => undefined);

      await team.transact(async (tx) => {
        expect(await tx.installations.find(installation.id)).toEqual(installation);
        expect(await tx.resources.find(resource.id)).toBeUndefined();
        expect(await tx.keysets.find(resource.id)).toEqual({ secrets: [] });
        expect(await tx.operations.find(operation.id)).toBeUndefined();
        expect(await tx.variables.find(project.id, variable.variableId)).toBeUndefined();
        expect(await tx.environments.compiled(project.id)).toEqual([]);
      });
      expect(await storage.credentialsOf(team.teamId, installation.id)).toBe(0);
      expect(await storage.queued(team.teamId, operation.id)).toBeUndefined();
      expect(await storage.versions(team.teamId, place)).toEqual([]);
      expect(await storage.events(team.teamId)).toEqual([]);
    });

    test('a refusal, an answer and what was thrown come out as they are', async () => {
      const team = buildTeam(open());
      const thrown = new Error('broken');

      expect(await team.transact(async () => fail({ code: 'no' }))).toEqual(fail({ code: 'no' }));
      expect(await team.transact(async () => ok('yes'))).toEqual(ok('yes'));
      await expect(
        team.transact(async () => {
          throw thrown;
        }),
      ).rejects.toBe(thrown);
    });

    test('what it wrote is read in it, and stands after it', async () => {
      const storage = open();
      const team = buildTeam(storage);
      const installation = newInstallation({ teamId: team.teamId });
      await storage.addIntegration(installation.integrationId);

      const within = await team.transact(async (tx) => {
        await tx.installations.insert(installation);
        return tx.installations.find(installation.id);
      });
      const after = await team.transact((tx) => tx.installations.find(installation.id));

      expect([within, after]).toEqual([installation, installation]);
    });

    test('it goes on after an insert that found its place taken', async () => {
      const team = buildTeam(open());
      const { installationId, name } = await team.resource();

      const inserted = await team.transact(async (tx) => {
        const taken = newResource({ teamId: team.teamId, installationId, name });
        const free = newResource({ teamId: team.teamId, installationId });
        return [await tx.resources.insert(taken), await tx.resources.insert(free)];
      });

      expect(inserted).toEqual([false, true]);
    });
  });
}

function compiled(value: string) {
  const source = { kind: 'variable', variableId: mint.variable() } as const;
  return [{ name: 'A', value, source, isPublic: false }];
}
