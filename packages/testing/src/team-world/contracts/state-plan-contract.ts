import { desiredState } from '@kontor/protocol/vocabulary';
import { describe, expect, test } from 'vitest';
import { builtAt } from '../built-at.ts';
import { mint } from '../mint.ts';
import { newStatePlan } from '../new-mandates.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

export function statePlanContract(open: () => TeamStorage): void {
  describe('plans of desired states', () => {
    test('are found as they were inserted, and as they were saved', async () => {
      const { transact, plan, content } = await furnish(open());
      const application = {
        actor: { kind: 'person', userId: mint.user() },
        acceptedPolicies: { acme: ['toc'] },
        traceId: '0'.repeat(32),
        begunAt: builtAt.toISOString(),
      } as const;
      const step = { kind: 'create-project', name: plan.project } as const;
      const changed = {
        ...plan,
        status: 'applying' as const,
        steps: [{ step, status: 'done' as const }],
        application,
      };

      expect(await transact((tx) => tx.statePlans.lock(plan.id))).toEqual(plan);
      await transact((tx) => tx.statePlans.save(changed));

      expect(await transact((tx) => tx.statePlans.find(plan.id))).toEqual(changed);
      expect(await transact((tx) => tx.statePlans.content(plan.id))).toEqual(content);
    });

    test('forget what they were made from once they have ended', async () => {
      const { transact, plan } = await furnish(open());
      const refusal = { code: 'name_taken', message: 'Taken.' } as const;

      await transact((tx) =>
        tx.statePlans.save({ ...plan, status: 'failed', refusal, finishedAt: builtAt }),
      );

      expect(await transact((tx) => tx.statePlans.content(plan.id))).toBeUndefined();
      expect(await transact((tx) => tx.statePlans.find(plan.id))).toMatchObject({ refusal });
    });

    test('of one project, the one that is being applied is known, and which file was last', async () => {
      const { transact, plan } = await furnish(open());
      const look = () => transact((tx) => tx.statePlans.lockFile(plan.project));

      expect(await look()).toEqual({ digest: null, applying: null });
      await transact((tx) => tx.statePlans.save({ ...plan, status: 'applying' }));
      await transact((tx) => tx.statePlans.saveFile(plan.project, 'one'));
      await transact((tx) => tx.statePlans.saveFile(plan.project, 'two'));

      expect(await look()).toEqual({ digest: 'two', applying: plan.id });
      expect(await transact((tx) => tx.statePlans.lockFile('another'))).toEqual({
        digest: null,
        applying: null,
      });
    });

    test('keep what they made by project, each once', async () => {
      const { team, transact } = await furnish(open());
      const project = await team.project();
      const [one, other] = [mint.variable(), mint.variable()];

      for (const id of [other, one, one]) {
        await transact((tx) => tx.statePlans.noteMade(project.id, { kind: 'variables', id }));
      }

      const link = { kind: 'links', id: 'shv_1/prj_1' } as const;
      await transact((tx) => tx.statePlans.noteMade(project.id, link));

      const made = await transact((tx) => tx.statePlans.made(project.id));
      expect(made).toEqual({
        ...{ resources: [], connections: [], variables: [one, other] },
        ...{ environments: [], shared: [], links: ['shv_1/prj_1'] },
      });
    });

    test('find resources by name or id, with how many other projects use them, and none that is gone', async () => {
      const { team, transact } = await furnish(open());
      const resource = await team.resource({ name: 'orders' });
      const other = await team.resource();
      await team.resource({ name: 'orders', lifecycle: 'deleted' });
      const [here, there] = [await team.project(), await team.project()];
      const connection = await team.connection({ resourceId: resource.id, projectId: here.id });
      await team.connection({ resourceId: resource.id, projectId: there.id });

      const found = await transact((tx) =>
        tx.statePlans.resources({ names: ['orders'], ids: [other.id], projectId: here.id }),
      );

      expect(found.map((each) => [each.resource.id, each.usedElsewhere])).toEqual([
        [resource.id, 1],
        [other.id, 0],
      ]);
      const { id, environments, prefix, makesSensitive } = connection;
      expect(await transact((tx) => tx.statePlans.connections(here.id))).toEqual([
        { ...{ id, environments, prefix, makesSensitive }, resourceId: resource.id },
      ]);
    });

    test('find projects by name or id, each once', async () => {
      const { team, transact } = await furnish(open());
      const [one, two] = [await team.project({ name: 'shop' }), await team.project()];
      await team.project();

      const found = await transact((tx) =>
        tx.statePlans.projects({ names: ['shop', 'nothing'], ids: [one.id, two.id] }),
      );

      expect(found).toEqual([one, two].map(({ id, name }) => ({ id, name })));
    });
  });
}

async function furnish(storage: TeamStorage) {
  const team = buildTeam(storage);
  const { transact } = team;
  const plan = newStatePlan({ teamId: team.teamId });
  const desired = desiredState.parse({ project: plan.project });
  const content = { desired, values: { KEY: 'secret' } };
  await transact((tx) => tx.statePlans.insert(plan, content));
  return { team, transact, plan, content };
}
