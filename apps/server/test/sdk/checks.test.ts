import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { announced, deploymentsOf } from '../deployments/story.ts';
import { install, project, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { sdkFor } from './sdk.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
  const { id: resource } = await provision(world, installation);
  await project(world, 'web');
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource },
    body: { project: 'web', environments: ['production', 'preview'] },
  });
});
afterAll(() => world.close());

const asProvider = () => {
  const { accessToken = '' } = world.provider.installations.get(installation) ?? {};
  return sdkFor(world.url, accessToken);
};

test('checksV2 creates, shows, changes, runs and deletes a check', async () => {
  const { checksV2 } = asProvider();
  const web = deploymentsOf(world, 'web');
  const projectIdOrName = 'web';

  const created = await checksV2.createProjectCheck({
    projectIdOrName,
    requestBody: { name: 'E2E', isRerequestable: true },
  });
  const { id: checkId } = created;
  const changed = await checksV2.updateProjectCheck({
    projectIdOrName,
    checkId,
    requestBody: { timeout: 60 },
  });
  const deploymentId = await announced(web, { url: 'web-1.example' });
  await web.report(deploymentId, { progress: 'ready' });
  const { runs } = await checksV2.listDeploymentCheckRuns({ deploymentId });
  const checkRunId = runs[0]?.id ?? '';
  const done = await checksV2.updateDeploymentCheckRun({
    deploymentId,
    checkRunId,
    requestBody: {
      status: 'completed',
      conclusion: 'failed',
      conclusionText: 'Two failed',
      externalUrl: 'sso:/checks/1',
      output: {},
    },
  });
  const again = await checksV2.createDeploymentCheckRun({ deploymentId, requestBody: { checkId } });

  expect(created).toMatchObject({ blocks: 'deployment-alias', requires: 'deployment-url' });
  expect(changed).toMatchObject({ id: checkId, timeout: 60 });
  expect(await checksV2.getProjectCheck({ projectIdOrName, checkId })).toEqual(changed);
  expect((await checksV2.listProjectChecks({ projectIdOrName })).checks).toHaveLength(1);
  expect(done).toMatchObject({ conclusion: 'failed', conclusionText: 'Two failed' });
  expect(await checksV2.getDeploymentCheckRun({ deploymentId, checkRunId })).toEqual(done);
  expect(
    (await checksV2.listCheckRuns({ projectIdOrName, checkId })).runs.map(({ id }) => id),
  ).toEqual([again.id, checkRunId]);
  expect(await checksV2.deleteProjectCheck({ projectIdOrName, checkId })).toEqual({
    success: true,
  });
});

test('checks registers, concludes, shows and rerequests a check of a deployment', async () => {
  const { checks } = asProvider();
  const deploymentId = await announced(deploymentsOf(world, 'web'));

  const { id: checkId } = await checks.createCheck({
    deploymentId,
    requestBody: { name: 'Vitals', blocking: true, rerequestable: true, path: '/' },
  });
  const value = { value: 1.5, source: 'web-vitals' } as const;
  const done = await checks.updateCheck({
    deploymentId,
    checkId,
    requestBody: {
      status: 'completed',
      conclusion: 'failed',
      output: { metrics: { fcp: value, lcp: value, cls: value, tbt: value } },
    },
  });
  const listed = await checks.getAllChecks({ deploymentId });
  const asked = await checks.rerequestCheck({ deploymentId, checkId });

  expect(done).toMatchObject({ status: 'completed', output: { metrics: { fcp: value } } });
  expect(listed.checks).toMatchObject([{ id: checkId, rerequestable: true }]);
  expect(asked).toEqual({});
  expect(await checks.getCheck({ deploymentId, checkId })).toMatchObject({ status: 'registered' });
});
