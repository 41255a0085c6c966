import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { webhookPayloads } from '@kontor/protocol/webhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { announced, deploymentsOf, providerApi } from '../deployments/story.ts';
import { eventually, project } from '../world/story.ts';
import { type HooksWorld, pair, startHooksWorld } from './hooks-world.ts';

let world: HooksWorld;
beforeAll(async () => {
  world = await startHooksWorld();
});
afterAll(() => world.close());

test('the integration hears of deployments of projects it serves, in order, and of no other', async () => {
  const receiver = await world.listen();
  const { name, projectId, resource, connect } = await pair(world);
  await connect();
  await project(world, 'aside');
  await announced(deploymentsOf(world, 'aside'));
  const web = deploymentsOf(world, name);
  const said = { url: 'web-1.example', meta: { build: '1' }, target: 'production' };
  const id = await announced(web, said);
  for (const progress of ['ready', 'promoted', 'error']) await web.report(id, { progress });
  await web.remove(id);

  const heard = await eventually(async () => {
    const all = receiver.arrived
      .map(({ event }) => event)
      .filter(({ type }) => type.startsWith('deployment.'));
    return all.length >= 5 && all;
  });
  expect(heard.map(({ type }) => type)).toEqual([
    'deployment.created',
    'deployment.ready',
    'deployment.promoted',
    'deployment.error',
    'deployment.cleanup',
  ]);
  expect(heard[0]?.payload).toMatchObject({
    alias: [],
    target: 'production',
    deployment: { id, url: 'web-1.example', name, meta: { build: '1' } },
    project: { id: projectId },
    installationIds: [world.installation],
    integrations: [
      {
        installationId: world.installation,
        resources: [{ externalResourceId: resource.externalId }],
      },
    ],
  });
  expect(heard[2]?.payload).not.toHaveProperty('target');
});

test('a deployment says where its project is looked at, its plan, and which custom environment it goes to', async () => {
  const receiver = await world.listen();
  const { name, projectId, connect } = await pair(world);
  await connect();
  const { body } = await world.owner.api(k.createEnvironment, {
    params: { team: world.team, project: name },
    body: { slug: 'qa' },
  });
  const web = deploymentsOf(world, name);
  const id = await announced(web, { target: 'qa', url: 'web-qa.example' });
  await web.remove(id);

  const heard = await eventually(async () => {
    const all = receiver.arrived.filter(({ event }) => event.type.startsWith('deployment.c'));
    return all.length >= 2 && all.map(({ event }) => event.payload);
  });
  expect(heard[0]).toMatchObject({
    links: { deployment: 'web-qa.example', project: `${world.url}/projects/${projectId}` },
    plan: 'pro',
  });
  expect(heard[1]).toMatchObject({
    deployment: { id, customEnvironmentId: body.environment.id, target: null },
  });
});

test('when a project is deleted, the clean-up of its deployments is told to who served it', async () => {
  const receiver = await world.listen();
  const { name, projectId, resource, connect } = await pair(world);
  await connect();
  const id = await announced(deploymentsOf(world, name), { target: 'production' });
  await world.owner.api(k.deleteProject, { params: { team: world.team, project: name } });

  const cleanup = await eventually(async () =>
    receiver.arrived.find(({ event }) => event.type === 'deployment.cleanup'),
  );
  expect(cleanup.event.payload).toMatchObject({
    deployment: { id },
    project: { id: projectId },
    integrations: [
      {
        installationId: world.installation,
        resources: [{ externalResourceId: resource.externalId }],
      },
    ],
  });
});

test('who judges is told when to begin and when to stop', async () => {
  const receiver = await world.listen();
  const { name, projectId, connect } = await pair(world);
  await connect();
  const provider = providerApi(world, world.installation);
  const check = await provider(r.createProjectCheck, {
    params: { project: name },
    body: { name: 'Gate', blocks: 'build-start', timeout: 60 },
  });
  const web = deploymentsOf(world, name);
  const id = await announced(web, { url: 'web-2.example' });
  await web.report(id, { progress: 'canceled' });

  const heard = await eventually(async () => {
    const all = receiver.arrived
      .map(({ event }) => event)
      .filter(({ type }) => type.startsWith('deployment.checkrun'));
    return all.length >= 2 && all;
  });
  expect(heard.map(({ type }) => type)).toEqual([
    'deployment.checkrun.start',
    'deployment.checkrun.cancel',
  ]);
  const payload = webhookPayloads['deployment.checkrun.start'].parse(heard[0]?.payload);
  expect(payload).toMatchObject({
    installationId: world.installation,
    checkRun: {
      checkId: check.body.id,
      deploymentId: id,
      timeout: 60,
      source: { kind: 'integration', integrationConfigurationId: world.installation },
    },
    deployment: { id, url: 'web-2.example' },
    project: { id: projectId },
  });
  const { body } = await world.owner.api(k.listEvents, {
    params: { team: world.team },
    query: { type: 'deployment.checkrun.start' },
  });
  expect(body.events[0]?.subject.checkRun).toBe(payload.checkRun.id);
});
