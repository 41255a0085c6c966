import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { project } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { announced, deploymentsOf, happenedTo, putVariable } from './story.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

let count = 0;
/** A project of its own for a test. */
async function shop() {
  count += 1;
  const name = `shop-${count}`;
  const id = await project(world, name);
  return { name, id, ...deploymentsOf(world, name) };
}

test('an announcement answers the version and digest that the deployment reads', async () => {
  const { name, id, announce, show } = await shop();
  await putVariable(world, name, 'LEVEL', 'debug');
  const said = {
    target: 'production',
    externalId: 'build-1',
    url: 'shop-1.example',
    gitBranch: 'main',
    gitCommit: { sha: 'abc', message: 'Begin', author: 'Ada' },
    meta: { build: '1' },
  };

  const { status, body } = await announce(said);

  expect(status).toBe(201);
  expect(body.deployment).toMatchObject({
    ...{ externalId: 'build-1', url: 'shop-1.example', gitBranch: 'main', meta: { build: '1' } },
    projectId: id,
    name,
    gitCommit: said.gitCommit,
    readyState: 'QUEUED',
    environment: 'production',
    target: 'production',
    environmentVersion: 1,
    environmentDigest: expect.stringMatching(/^\w{32,}/),
  });
  expect((await show(body.deployment.id)).body).toEqual(body);
  expect((await show('build-1')).body).toEqual(body);
});

test('a deployment goes on reading its version whatever becomes of the environment', async () => {
  const { name, announce, read } = await shop();
  const variable = await putVariable(world, name, 'LEVEL', 'debug');
  const { body } = await announce({ environment: 'preview' });
  const { id } = body.deployment;
  const change = (value: string) =>
    world.owner.api(k.updateVariable, {
      params: { team: world.team, project: name, variable },
      body: { value },
    });

  await change('info');
  const first = await read(id);
  const again = await read(id, { 'if-none-match': first.headers.get('etag') ?? '' });

  expect(first.status).toBe(200);
  expect(first.body).toMatchObject({
    deploymentId: id,
    version: 1,
    digest: body.deployment.environmentDigest,
    variables: { LEVEL: 'debug' },
  });
  expect(again.status).toBe(304);
  expect(await happenedTo(world, id)).toEqual(['deployment.created', 'environment.read']);
});

test('a deployment tells the names that it reads and where they are from, without values', async () => {
  const { name, announce } = await shop();
  const variableId = await putVariable(world, name, 'LEVEL', 'canary-value');
  const { body } = await announce({ environment: 'preview' });
  await putVariable(world, name, 'LATER', 'x');

  const listed = (deployment: string) =>
    world.owner.api(k.listDeploymentVariables, {
      params: { team: world.team, project: name, deployment },
    });

  const { status, body: told } = await listed(body.deployment.id);
  expect(status).toBe(200);
  expect(told).toEqual({
    version: 1,
    variables: [{ name: 'LEVEL', isPublic: false, source: { kind: 'variable', variableId } }],
    own: [],
  });
  expect((await listed('dpl_00000000000000000000000000')).status).toBe(404);
});

test('a deployment of an environment without variables reads none', async () => {
  const { announce, read } = await shop();
  const { body } = await announce();

  expect(body.deployment).toMatchObject({ environment: 'preview', environmentVersion: 0 });
  expect((await read(body.deployment.id)).body).toMatchObject({ version: 0, variables: {} });
});

test('the same announcement again is the same deployment, and another one under its id is refused', async () => {
  const { announce, remove, list } = await shop();
  const said = { externalId: 'build-7', environment: 'preview', gitBranch: 'main' };

  const all = await Promise.all([announce(said), announce(said), announce(said)]);
  const ids = new Set(all.map(({ body }) => body.deployment.id));
  const other = await announce({ ...said, gitBranch: 'other' });
  const listed = await list();
  await remove('build-7');
  const late = await announce(said);

  expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
  expect(ids.size).toBe(1);
  expect([other.status, other.error.code]).toEqual([409, 'already_announced']);
  expect(listed.body.deployments).toHaveLength(1);
  expect([late.status, late.error.code]).toEqual([409, 'deployment_removed']);
});

test('the platform reports one step after the other, and each is told once', async () => {
  const { report, show, ...deployments } = await shop();
  const id = await announced(deployments, { target: 'production' });

  const early = await report(id, { progress: 'promoted' });
  for (const progress of ['building', 'building', 'built', 'ready']) await report(id, { progress });
  await report(id, { url: 'https://shop-1.example', alias: ['shop.example'] });
  const promoted = await report(id, { progress: 'promoted' });
  const back = await report(id, { progress: 'building' });

  expect([early.status, early.error.code]).toEqual([409, 'deployment_not_ready']);
  expect([back.status, back.error.code]).toEqual([409, 'deployment_ended']);
  expect(promoted.body.deployment).toMatchObject({
    readyState: 'READY',
    url: 'https://shop-1.example',
    aliases: ['shop.example'],
    readyAt: expect.any(String),
    promotedAt: expect.any(String),
  });
  expect((await show(id)).body).toEqual(promoted.body);
  expect(await happenedTo(world, id)).toEqual([
    'deployment.created',
    'deployment.building',
    'deployment.built',
    'deployment.ready',
    'deployment.aliased',
    'deployment.promoted',
  ]);
});

test('of a report nothing is taken when a part of it is refused', async () => {
  const { report, show, ...deployments } = await shop();
  const id = await announced(deployments);

  const refused = await report(id, { progress: 'building', alias: ['shop.example'] });

  expect(refused.status).toBe(409);
  expect((await show(id)).body.deployment).toMatchObject({ readyState: 'QUEUED', aliases: [] });
});

test('a removed deployment is gone, and a project that is deleted takes its deployments along', async () => {
  const { name, show, remove, read, report, ...deployments } = await shop();
  const [gone, last] = [await announced(deployments), await announced(deployments)];

  const removed = await remove(gone);
  const repeats = [
    await remove(gone),
    await show(gone),
    await read(gone),
    await report(gone, { progress: 'building' }),
  ];
  await world.owner.api(k.deleteProject, { params: { team: world.team, project: name } });

  expect(removed.status).toBe(204);
  expect(repeats.map(({ status, error }) => [status, error.code])).toEqual(
    repeats.map(() => [404, 'deployment_not_found']),
  );
  expect(await happenedTo(world, gone)).toEqual(['deployment.created', 'deployment.cleanup']);
  expect(await happenedTo(world, last)).toEqual(['deployment.created', 'deployment.cleanup']);
});

test('they are listed newest first, by environment, branch and page', async () => {
  const { list, ...deployments } = await shop();
  const first = await announced(deployments, { gitBranch: 'main', target: 'production' });
  const second = await announced(deployments, { gitBranch: 'main' });
  const third = await announced(deployments, { gitBranch: 'other' });
  const ids = async (query: Record<string, string | number>) =>
    (await list(query)).body.deployments.map(({ id }) => id);

  expect(await ids({})).toEqual([third, second, first]);
  expect(await ids({ environment: 'production' })).toEqual([first]);
  expect(await ids({ gitBranch: 'main' })).toEqual([second, first]);
  expect(await ids({ limit: 1, before: third })).toEqual([second]);
});

test.each([
  ['an environment that is not there', { environment: 'moon' }, 404, 'environment_not_found'],
  ['two that contradict', { environment: 'preview', target: 'production' }, 400, 'invalid_request'],
  ['a key nobody knows', { colour: 'red' }, 400, 'invalid_request'],
  ['a commit without a hash', { gitCommit: { message: 'x' } }, 400, 'invalid_request'],
] as const)('%s is refused', async (_name, body, status, code) => {
  const { announce, list } = await shop();

  const refused = await announce(body);

  expect([refused.status, refused.error.code]).toEqual([status, code]);
  expect((await list()).body.deployments).toEqual([]);
});

test('a deployment of another project or team is not found', async () => {
  const here = await shop();
  const there = await shop();
  const stranger = await world.signUp('Eve');
  await stranger.api(k.createTeam, { body: { name: 'Eve', slug: 'eve' } });
  const id = await announced(here);
  const asStranger = deploymentsOf(world, here.name, stranger.api);

  const elsewhere = [await there.show(id), await there.remove(id), await there.read(id)];
  const foreign = [await asStranger.show(id), await asStranger.announce()];

  expect(elsewhere.map(({ error }) => error.code)).toEqual(
    elsewhere.map(() => 'deployment_not_found'),
  );
  expect(foreign.map(({ error }) => error.code)).toEqual(['team_not_found', 'team_not_found']);
});

test('a token limited to previews neither announces nor reads production', async () => {
  const { name, id: projectId, ...owners } = await shop();
  const { body } = await world.owner.api(k.createTeamToken, {
    params: { team: world.team },
    body: {
      name: 'previews',
      ...{ role: 'developer', projects: [projectId], environments: ['preview'] },
    },
  });
  const limited = deploymentsOf(world, name, createApi(world.url, body.secret));
  const production = await announced(owners, { target: 'production' });

  const answers = [
    await limited.announce({ target: 'production' }),
    await limited.read(production),
    await limited.report(production, { progress: 'ready' }),
    await limited.announce({ environment: 'preview' }),
    await limited.show(production),
  ];

  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 201, 200]);
});
