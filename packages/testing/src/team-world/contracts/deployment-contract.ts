import { type ActionRun, beginCheckRun, type Deployment, registerCheck } from '@kontor/core';
import { describe, expect, test } from 'vitest';
import { mint } from '../mint.ts';
import { newActionRun, newCheck, newDeployment } from '../new-projects.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

const at = new Date('2026-01-06T08:30:00.123Z');

/** @see spec/deployments.md */
export function deploymentContract(open: () => TeamStorage): void {
  async function given() {
    const team = buildTeam(open());
    const { id: projectId } = await team.project();
    const like = (rest: Partial<Deployment> = {}) => newDeployment({ projectId, ...rest });
    const insert = (each: Deployment) => team.transact((tx) => tx.deployments.insert(each));
    const save = (each: Deployment) => team.transact((tx) => tx.deployments.save(each));
    const find = (id: Deployment['id']) => team.transact((tx) => tx.deployments.lock(id));
    return { team, projectId, like, insert, save, find };
  }

  describe('deployments', () => {
    test('every field comes back as it was written and changed', async () => {
      const { like, insert, save, find } = await given();
      const first = like({
        externalId: 'build 1',
        gitBranch: 'feature/ключ',
        gitCommit: { sha: 'abc', message: 'say "hi"', author: 'Ada' },
        meta: { build: '7' },
      });
      const changed: Deployment = {
        ...first,
        url: 'shop-1.example',
        aliases: ['shop.example', 'www.shop.example'],
        readyState: 'ERROR',
        errorMessage: 'no space left',
        buildingAt: at,
        builtAt: at,
        readyAt: at,
        endedAt: at,
        aliasAssignedAt: at,
        promotedAt: at,
        removedAt: at,
      };

      expect(await insert(first)).toBe(true);
      expect(await find(first.id)).toEqual(first);
      await save(changed);
      expect(await find(first.id)).toEqual(changed);
    });

    test('a project has one of each external id, and any number without', async () => {
      const { team, projectId, like, insert } = await given();
      const first = like({ externalId: 'build 1' });
      const other = like({ externalId: 'build 1', projectId: (await team.project()).id });

      expect(await insert(first)).toBe(true);
      expect(await insert(like({ externalId: 'build 1' }))).toBe(false);
      expect(await insert(other)).toBe(true);
      for (const each of [like(), like()]) expect(await insert(each)).toBe(true);
      const found = await team.transact((tx) => tx.deployments.findExternal(projectId, 'build 1'));
      expect(found).toEqual(first);
    });

    test('those that stand are listed as they were announced, and no removed one', async () => {
      const { team, projectId, like, insert } = await given();
      const [first, second] = [like(), like()];
      for (const each of [second, first, like({ removedAt: at })]) await insert(each);

      const standing = await team.transact((tx) => tx.deployments.standing(projectId));

      expect(standing).toEqual([first.id, second.id]);
    });

    test('action runs come back in their order as they were begun and changed', async () => {
      const { like, insert, save, find } = await given();
      const runs = [newActionRun({ prefix: 'DB' }), newActionRun({ isRequired: false })] as const;
      const first = like({ actions: runs });
      const ended: ActionRun = {
        ...runs[1],
        status: 'failed',
        isOverdue: true,
        statusText: 'No space',
        statusUrl: 'sso:/b',
        dueAt: at,
        endedAt: at,
        cancelRequestedAt: at,
        cleanupRequestedAt: at,
      };

      await insert(first);
      expect(await find(first.id)).toEqual(first);
      await save({ ...first, actions: [runs[0], ended] });
      expect(await find(first.id)).toEqual({ ...first, actions: [runs[0], ended] });
    });

    test('judgings come back as they were begun and changed', async () => {
      const { like, insert, save, find } = await given();
      const run = beginCheckRun(newCheck({ targets: ['preview'] }), mint.checkRun(), at);
      const ids = {
        id: mint.check(),
        installationId: mint.installation(),
        integrationId: mint.integration(),
      };
      const said = { name: 'Vitals', path: '/', detailsUrl: null, externalId: 'At' };
      const check = registerCheck({ ...ids, ...said, isBlocking: true, isRerequestable: true }, at);
      const first = like({ checkRuns: [run] });
      const output = { endedAt: 'soon', passed: [1, null] };
      const done = { status: 'completed', output, completedAt: at, startedAt: at } as const;
      const changed = {
        ...first,
        succeededAt: at,
        checkRuns: [{ ...run, ...done, conclusion: 'neutral', dueAt: at } as const],
        checks: [{ ...check, ...done, conclusion: 'stale', rerequestedAt: at } as const],
      };

      await insert(first);
      expect(await find(first.id)).toEqual(first);
      await save(changed);
      expect(await find(first.id)).toEqual(changed);
    });

    test('what an action gives is kept with its run until it is forgotten', async () => {
      const { team, like, insert } = await given();
      const [one, two] = [newActionRun(), newActionRun()];
      const { id } = like({ actions: [one, two] });
      await insert(like({ id, actions: [one, two] }));
      const outcomeOf = ({ connectionId, resourceId, action }: ActionRun, value: string) => {
        const source = { kind: 'connection', connectionId, resourceId, secretName: 'URL' } as const;
        return { resourceId, action, variables: [{ name: 'URL', value, source, isPublic: false }] };
      };
      const put = (run: ActionRun, value: string) =>
        team.transact((tx) => tx.deployments.putOutcome(id, outcomeOf(run, value)));
      const kept = () => team.transact((tx) => tx.deployments.outcomes(id));

      await put(two, 'second');
      await put(one, 'first');
      await put(one, 'changed');
      expect(await kept()).toEqual([outcomeOf(one, 'changed'), outcomeOf(two, 'second')]);
      await team.transact((tx) => tx.deployments.forgetOutcomes(id));
      expect(await kept()).toEqual([]);
    });

    test('none belongs to a project that is not there', async () => {
      const { like, insert } = await given();

      await expect(insert(like({ projectId: mint.project() }))).rejects.toThrow(/constraint/);
    });
  });

  describe('checks of a project', () => {
    test('come back as they were written and changed, the oldest first', async () => {
      const { team, projectId } = await given();
      const [first, second] = [newCheck({ projectId }), newCheck({ projectId })];
      const save = (check: typeof first) => team.transact((tx) => tx.checks.save(check));
      const changed: typeof first = {
        ...first,
        name: 'Other',
        requires: 'none',
        blocks: 'build-start',
        targets: ['preview'],
        isRerequestable: false,
        timeoutSeconds: 1.5,
        updatedAt: at,
      };
      for (const each of [second, first, changed]) await save(each);

      expect(await team.transact((tx) => tx.checks.find(projectId, first.id))).toEqual(changed);
      expect(await team.transact((tx) => tx.checks.inForce(projectId))).toEqual([changed, second]);
    });

    test('are in force until they are deleted or their installation is not in use', async () => {
      const { team, projectId } = await given();
      const { id: installationId } = await team.installation();
      const { id: closing } = await team.installation({ lifecycle: 'uninstalling' });
      const stands = newCheck({ projectId, installationId });
      const deleted = newCheck({ projectId, deletedAt: at });
      const idle = newCheck({ projectId, installationId: closing });
      for (const each of [stands, deleted, idle]) {
        await team.transact((tx) => tx.checks.save(each));
      }
      const find = (id: typeof stands.id) => team.transact((tx) => tx.checks.find(projectId, id));

      expect(await team.transact((tx) => tx.checks.inForce(projectId))).toEqual([stands]);
      expect(await find(deleted.id)).toBeUndefined();
      expect(await find(idle.id)).toEqual(idle);
    });
  });

  describe('the version that a deployment is pinned to', () => {
    test('is the served one, and 0 where nothing was put', async () => {
      const team = buildTeam(open());
      const { id: projectId } = await team.project();
      const served = () =>
        team.transact((tx) => tx.environments.served({ projectId, environment: 'preview' }));

      const before = await served();
      await team.variable(projectId);

      expect(before).toEqual({ version: 0, digest: '' });
      expect(await served()).toEqual({ version: 1, digest: expect.stringMatching(/^\w{32,}/) });
    });

    test('is that of its branch, where the branch has variables of its own', async () => {
      const team = buildTeam(open());
      const { id: projectId } = await team.project();
      await team.variable(projectId);
      await team.variable(projectId, { name: 'A', environments: ['preview'], gitBranch: 'a' });
      const served = (environment: string, gitBranch: string) =>
        team.transact((tx) => tx.environments.served({ projectId, environment, gitBranch }));

      const pinned = [
        await served('preview', 'a'),
        await served('preview', 'b'),
        await served('production', 'a'),
      ];

      expect(pinned).toMatchObject([
        { gitBranch: 'a', version: 1 },
        { version: 1 },
        { version: 1 },
      ]);
      expect(pinned.filter((each) => each.gitBranch !== undefined)).toHaveLength(1);
    });
  });
}
