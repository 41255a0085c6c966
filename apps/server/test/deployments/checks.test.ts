import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Api } from '../world/api-client.ts';
import { eventually, install, project, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { announced, deploymentsOf, happenedTo, providerApi } from './story.ts';

let world: World;
let installation: string;
let aheadMs = 0;
beforeAll(async () => {
  world = await startWorld({ now: () => new Date(Date.now() + aheadMs) });
  installation = await install(world);
});
afterAll(() => world.close());

const webhook = { kind: 'webhook', webhookId: 'hook_1' };
const url = 'shop-1.example';
let count = 0;

/** A project that a resource of the installation is connected to, and both who judge there. */
async function shop() {
  count += 1;
  const name = `shop-${count}`;
  await project(world, name);
  const resource = await provision(world, installation);
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    body: { project: name, environments: ['production', 'preview'] },
  });
  return {
    name,
    resource,
    provider: judge(name, providerApi(world, installation)),
    owner: judge(name, world.owner.api),
    ...deploymentsOf(world, name),
  };
}

/** Calls about checks, by whoever calls. */
function judge(name: string, api: Api) {
  const params = { project: name };
  return {
    add: (body: object) => api(r.createProjectCheck, { params, body }),
    checks: (query = {}) => api(r.listProjectChecks, { params, query }),
    check: (checkId: string) => api(r.getProjectCheck, { params: { ...params, checkId } }),
    change: (checkId: string, body: object) =>
      api(r.updateProjectCheck, { params: { ...params, checkId }, body }),
    drop: (checkId: string) => api(r.deleteProjectCheck, { params: { ...params, checkId } }),
    runsOf: (checkId: string) => api(r.listCheckRuns, { params: { ...params, checkId } }),
    runs: async (deploymentId: string) =>
      (await api(r.listDeploymentCheckRuns, { params: { deploymentId } })).body.runs,
    run: (deploymentId: string, checkRunId: string) =>
      api(r.getDeploymentCheckRun, { params: { deploymentId, checkRunId } }),
    again: (deploymentId: string, checkId: string) =>
      api(r.createDeploymentCheckRun, { params: { deploymentId }, body: { checkId } }),
    say: (deploymentId: string, checkRunId: string, body: object) =>
      api(r.updateDeploymentCheckRun, { params: { deploymentId, checkRunId }, body }),
    register: (deploymentId: string, body: object) =>
      api(r.createCheck, { params: { deploymentId }, body }),
    listed: (deploymentId: string) => api(r.getAllChecks, { params: { deploymentId } }),
    one: (deploymentId: string, checkId: string) =>
      api(r.getCheck, { params: { deploymentId, checkId } }),
    tell: (deploymentId: string, checkId: string, body: object) =>
      api(r.updateCheck, { params: { deploymentId, checkId }, body }),
    ask: (deploymentId: string, checkId: string, query = {}) =>
      api(r.rerequestCheck, { params: { deploymentId, checkId }, query }),
  };
}

describe('a check of a project', () => {
  test('has the defaults of the protocol, is shown, changed and deleted', async () => {
    const { provider, resource } = await shop();
    const source = { kind: 'integration', externalResourceId: resource.externalId };
    const added = await provider.add({ name: 'E2E', source });
    const { id } = added.body;

    expect(added.status).toBe(200);
    expect(added.body).toMatchObject({
      name: 'E2E',
      requires: 'deployment-url',
      blocks: 'deployment-alias',
      targets: [],
      timeout: 300,
      isRerequestable: false,
      sourceKind: 'integration',
      sourceIntegrationConfigurationId: installation,
      source: {
        kind: 'integration',
        integrationId: world.integration.id,
        integrationConfigurationId: installation,
        resourceId: resource.id,
        externalResourceId: resource.externalId,
      },
    });
    expect((await provider.check(id)).body).toEqual(added.body);
    const changed = await provider.change(id, { timeout: 60, targets: ['production'] });
    expect(changed.body).toMatchObject({ timeout: 60, targets: ['production'], name: 'E2E' });
    expect((await provider.checks()).body.checks).toEqual([changed.body]);
    expect((await provider.checks({ blocks: 'none' })).body.checks).toEqual([]);
    expect((await provider.drop(id)).body).toEqual({ success: true });
    expect((await provider.drop(id)).status).toBe(404);
    expect((await provider.checks()).body.checks).toEqual([]);
  });

  test.each([
    ['no name', {}],
    ['a stage nobody knows', { name: 'x', blocks: 'lunch' }],
    [
      'a need that comes after what it blocks',
      { name: 'x', blocks: 'build-start', requires: 'build-ready' },
    ],
    ['no time at all', { name: 'x', timeout: 0 }],
    ['another one who judges', { name: 'x', source: webhook }],
    ['a resource that is not there', { name: 'x', source: { externalResourceId: 'nowhere' } }],
  ])('with %s is refused', async (_name, body) => {
    const { provider } = await shop();

    expect((await provider.add(body)).status).toBe(400);
  });

  test('with an environment that is not there is refused', async () => {
    const { provider } = await shop();

    expect((await provider.add({ name: 'x', targets: ['moon'] })).status).toBe(404);
  });

  test('of a team names who judges, and is not a provider’s to see or change', async () => {
    const { provider, owner } = await shop();
    const unnamed = await owner.add({ name: 'E2E' });
    const { id } = (await owner.add({ name: 'E2E', source: webhook })).body;

    expect(unnamed.status).toBe(400);
    expect((await provider.checks()).body.checks).toEqual([]);
    expect((await owner.checks()).body.checks).toHaveLength(1);
    const answers = [
      await provider.check(id),
      await provider.change(id, { name: 'mine' }),
      await provider.drop(id),
      await provider.runsOf(id),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });

  test('of a project that no resource of the installation is connected to is not found', async () => {
    await project(world, `hidden-${count}`);
    const provider = judge(`hidden-${count}`, providerApi(world, installation));

    expect((await provider.add({ name: 'x' })).status).toBe(404);
    expect((await provider.checks()).status).toBe(404);
  });
});

test('a deployment is judged when it can be reached, and its aliases wait for that', async () => {
  const { provider, report, show, ...deployments } = await shop();
  const { id: checkId } = (await provider.add({ name: 'E2E' })).body;
  const id = await announced(deployments, { url });
  const waiting = await provider.runs(id);
  await report(id, { progress: 'ready' });
  const [run] = await provider.runs(id);

  const tooEarly = await report(id, { alias: ['shop.example'] });
  const promoted = await report(id, { progress: 'promoted' });
  const running = await provider.say(id, run?.id ?? '', {
    status: 'running',
    externalUrl: 'sso:/checks/1',
  });
  const done = await provider.say(id, run?.id ?? '', {
    status: 'completed',
    conclusion: 'succeeded',
    conclusionText: 'All 12 passed',
    output: { passed: 12 },
  });
  const aliased = await report(id, { alias: ['shop.example'] });

  expect(waiting).toMatchObject([{ checkId, status: 'queued', timeout: 300, deploymentId: id }]);
  expect([tooEarly.status, tooEarly.error.code]).toEqual([409, 'deployment_blocked']);
  expect(promoted.status).toBe(409);
  expect(running.body).toMatchObject({ status: 'running', externalUrl: 'sso:/checks/1' });
  expect(done.body).toMatchObject({ conclusion: 'succeeded', output: { passed: 12 } });
  expect((await provider.run(id, run?.id ?? '')).body).toEqual(done.body);
  expect((await provider.runsOf(checkId)).body.runs).toEqual([done.body]);
  expect(aliased.body.deployment).toMatchObject({ aliases: ['shop.example'], blocked: {} });
  const happened = await happenedTo(world, id);
  expect(happened.filter((type) => type.includes('check') || type.endsWith('ed'))).toEqual([
    'deployment.created',
    'deployment.checkrun.start',
    'deployment.checkrun.updated',
    'deployment.succeeded',
    'deployment.checkrun.updated',
    'deployment.aliased',
  ]);
});

test.each([
  ['build-start', 'building', 'INITIALIZING', 'BLOCKED'],
  ['deployment-start', 'ready', 'BUILDING', 'BUILDING'],
] as const)(
  '%s is held until the check has passed, and for good when it has failed',
  async (blocks, step, open, failed) => {
    const { provider, report, show, ...deployments } = await shop();
    await provider.add({ name: 'Gate', blocks });
    const id = await announced(deployments);
    if (blocks === 'deployment-start') await report(id, { progress: 'built' });
    const waiting = await show(id);
    const held = await report(id, { progress: step });
    const [run] = await provider.runs(id);
    await provider.say(id, run?.id ?? '', { conclusion: 'failed', conclusionText: 'Too slow.' });

    expect(waiting.body.deployment.readyState).toBe(open);
    expect([held.status, held.error.stage]).toEqual([409, blocks]);
    const { deployment } = (await show(id)).body;
    expect(deployment.readyState).toBe(failed);
    expect(deployment.blocked[blocks]).toContain('Too slow.');
    expect((await report(id, { progress: step })).status).toBe(409);
  },
);

test('a check that is not for an environment, or is deleted, holds nothing', async () => {
  const { provider, report, show, ...deployments } = await shop();
  const { id: checkId } = (
    await provider.add({ name: 'Gate', blocks: 'build-start', targets: ['production'] })
  ).body;
  const preview = await announced(deployments);
  const production = await announced(deployments, { target: 'production' });
  const [before] = await provider.runs(production);

  await provider.drop(checkId);

  expect(await provider.runs(preview)).toEqual([]);
  expect(before?.status).toBe('queued');
  expect((await show(production)).body.deployment.readyState).toBe('QUEUED');
  expect(await provider.runs(production)).toMatchObject([{ conclusion: 'canceled' }]);
  expect(await happenedTo(world, production)).toContain('deployment.checkrun.cancel');
});

test('a run that nobody completes in time is concluded with timeout, and a late word refused', async () => {
  const { provider, show, ...deployments } = await shop();
  await provider.add({ name: 'Gate', blocks: 'build-start', timeout: 120 });
  const id = await announced(deployments);
  const [run] = await provider.runs(id);

  aheadMs += 121_000;
  await eventually(async () => (await provider.runs(id))[0]?.conclusion === 'timeout');
  const late = await provider.say(id, run?.id ?? '', { conclusion: 'succeeded' });

  expect((await show(id)).body.deployment.readyState).toBe('BLOCKED');
  expect([late.status, late.error.reason]).toEqual([409, 'check_run_ended']);
  expect(await happenedTo(world, id)).toContain('deployment.checkrun.cancel');
});

test('a check runs again when asked, and the newest run counts', async () => {
  const { provider, owner, show, ...deployments } = await shop();
  const rerequestable = { blocks: 'build-start', isRerequestable: true };
  const { id: checkId } = (await provider.add({ name: 'Gate', ...rerequestable })).body;
  const id = await announced(deployments);
  const [first] = await provider.runs(id);
  const tooEarly = await owner.again(id, checkId);
  await provider.say(id, first?.id ?? '', { conclusion: 'failed' });

  const again = await owner.again(id, checkId);
  const reopened = await show(id);
  await provider.say(id, again.body.id, { conclusion: 'succeeded' });

  expect([tooEarly.status, tooEarly.error.reason]).toEqual([409, 'check_running']);
  expect(again.body).toMatchObject({ checkId, status: 'queued' });
  expect(reopened.body.deployment.readyState).toBe('INITIALIZING');
  expect((await show(id)).body.deployment.readyState).toBe('QUEUED');
});

test('a team asks again only for what allows it; a provider for its own', async () => {
  const { provider, owner, ...deployments } = await shop();
  const { id: checkId } = (await provider.add({ name: 'Gate', blocks: 'build-start' })).body;
  const id = await announced(deployments);
  const [run] = await provider.runs(id);
  await provider.say(id, run?.id ?? '', { conclusion: 'failed' });

  expect((await owner.again(id, checkId)).error.reason).toBe('check_not_rerequestable');
  expect((await provider.again(id, checkId)).status).toBe(200);
  expect((await provider.again(id, 'chk_none')).status).toBe(404);
});

describe('a report of a run', () => {
  test.each([
    ['an end without a conclusion', { status: 'completed' }, 400],
    ['a conclusion of what runs', { status: 'running', conclusion: 'failed' }, 400],
    ['a conclusion nobody knows', { conclusion: 'splendid' }, 400],
    ['a link that runs in the page', { externalUrl: 'javascript:alert(1)' }, 400],
    ['more than is kept', { output: { log: 'x'.repeat(70_000) } }, 413],
  ])('with %s is refused', async (_name, body, status) => {
    const { provider, ...deployments } = await shop();
    await provider.add({ name: 'Gate', blocks: 'build-start' });
    const id = await announced(deployments);
    const [run] = await provider.runs(id);

    expect((await provider.say(id, run?.id ?? '', body)).status).toBe(status);
    expect(await provider.runs(id)).toMatchObject([{ status: 'queued' }]);
  });

  test('of two at once that contradict, one is taken and the other refused', async () => {
    const { provider, ...deployments } = await shop();
    await provider.add({ name: 'Gate', blocks: 'build-start' });
    const id = await announced(deployments);
    const [run] = await provider.runs(id);

    const answers = await Promise.all([
      provider.say(id, run?.id ?? '', { conclusion: 'failed' }),
      provider.say(id, run?.id ?? '', { conclusion: 'succeeded' }),
    ]);
    const repeat = await provider.say(id, run?.id ?? '', {
      conclusion: answers[0]?.status === 200 ? 'failed' : 'succeeded',
    });

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(repeat.status).toBe(200);
  });

  test('of a check, run or deployment of somebody else is not taken', async () => {
    const { provider, owner, ...deployments } = await shop();
    const other = await shop();
    await owner.add({ name: 'Ours', source: webhook, blocks: 'build-start' });
    const id = await announced(deployments);
    const [run] = await owner.runs(id);
    const said = { conclusion: 'succeeded' };

    const answers = [
      await provider.say(id, run?.id ?? '', said),
      await provider.say(id, `ckr_${'0'.repeat(24)}`, said),
      await provider.say('dpl_none', run?.id ?? '', said),
      await owner.say(await announced(other), run?.id ?? '', said),
    ];

    expect(await provider.runs(id)).toEqual([]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect((await owner.say(id, run?.id ?? '', said)).status).toBe(200);
  });
});

describe('a check in the older form', () => {
  const vitals = { name: 'Web vitals', blocking: true, rerequestable: true, path: '/' };
  const measured = { value: 1, source: 'web-vitals' };
  const output = { metrics: { FCP: measured, LCP: measured, CLS: measured, TBT: measured } };

  test('is registered, runs, concludes, and holds the aliases meanwhile', async () => {
    const { provider, owner, report, ...deployments } = await shop();
    const id = await announced(deployments, { url });
    const registered = await provider.register(id, { ...vitals, externalId: 'run-1' });
    const { id: checkId } = registered.body;
    await report(id, { progress: 'ready' });

    const held = await report(id, { alias: ['shop.example'] });
    const running = await provider.tell(id, checkId, { status: 'running' });
    const done = await provider.tell(id, checkId, {
      status: 'completed',
      conclusion: 'succeeded',
      output,
      detailsUrl: 'https://judge.example/1',
    });

    expect(registered.body).toMatchObject({
      name: 'Web vitals',
      blocking: true,
      status: 'registered',
      deploymentId: id,
      integrationId: world.integration.id,
      externalId: 'run-1',
    });
    expect(held.status).toBe(409);
    expect(running.body).toMatchObject({ status: 'running', startedAt: expect.any(Number) });
    expect(done.body).toMatchObject({ conclusion: 'succeeded', output });
    expect((await owner.one(id, checkId)).body).toEqual(done.body);
    expect((await owner.listed(id)).body.checks).toEqual([done.body]);
    expect((await report(id, { alias: ['shop.example'] })).status).toBe(200);
    expect(await happenedTo(world, id)).toContain('deployment.succeeded');
  });

  test('holds the aliases for good when it has failed, until it is asked for again', async () => {
    const { provider, owner, report, ...deployments } = await shop();
    const id = await announced(deployments, { url });
    const { id: checkId } = (await provider.register(id, vitals)).body;
    await report(id, { progress: 'ready' });
    await provider.tell(id, checkId, { conclusion: 'failed', output });

    const held = await report(id, { alias: ['shop.example'] });
    const other = await provider.tell(id, checkId, { conclusion: 'succeeded' });
    const asked = await owner.ask(id, checkId, { autoUpdate: 'true' });
    const after = await provider.one(id, checkId);
    await provider.tell(id, checkId, { conclusion: 'succeeded' });

    expect([held.status, other.status, asked.status]).toEqual([409, 409, 200]);
    expect(asked.body).toEqual({});
    expect(after.body).toMatchObject({ status: 'running' });
    expect(after.body).not.toHaveProperty('output');
    expect(after.body).not.toHaveProperty('conclusion');
    expect((await report(id, { alias: ['shop.example'] })).status).toBe(200);
    expect(await happenedTo(world, id)).toContain('deployment.check-rerequested');
  });

  test('is stale when nothing is heard of it for five minutes', async () => {
    const { provider, show, ...deployments } = await shop();
    const id = await announced(deployments);
    const { id: checkId } = (await provider.register(id, vitals)).body;
    await provider.tell(id, checkId, { status: 'running' });

    aheadMs += 5 * 60_000;

    await eventually(async () => (await provider.one(id, checkId)).body.conclusion === 'stale');
    expect((await show(id)).body.deployment.blocked['deployment-alias']).toContain('stale');
  });

  test.each([
    ['no word on blocking', { name: 'x' }],
    ['a name that is too long', { name: 'x'.repeat(101), blocking: false }],
    ['a path that is too long', { name: 'x', blocking: false, path: 'x'.repeat(256) }],
  ])('with %s is refused', async (_name, body) => {
    const { provider, ...deployments } = await shop();
    const id = await announced(deployments);

    expect((await provider.register(id, body)).status).toBe(400);
  });

  test('is registered and judged by integrations alone, each by its own', async () => {
    const { provider, owner, ...deployments } = await shop();
    const id = await announced(deployments);
    const { id: checkId } = (await provider.register(id, { name: 'x', blocking: false })).body;

    const answers = [
      await owner.register(id, vitals),
      await owner.tell(id, checkId, { status: 'running' }),
      await owner.ask(id, checkId),
      await provider.tell(id, 'chk_none', {}),
      await provider.register('dpl_none', vitals),
      await judge('x', world.anonymous).register(id, vitals),
    ];

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 409, 404, 404, 401]);
  });
});
