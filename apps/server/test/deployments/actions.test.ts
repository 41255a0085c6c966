import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startReceiver } from '../webhooks/receiver.ts';
import { eventually, install, project, provision, variablesOf } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import {
  announced,
  declareActions,
  deploymentsOf,
  happenedTo,
  providerApi,
  putVariable,
} from './story.ts';

let world: World;
let installation: string;
let aheadMs = 0;
beforeAll(async () => {
  world = await startWorld({ now: () => new Date(Date.now() + aheadMs) });
  installation = await install(world);
  await declareActions(world);
});
afterAll(() => world.close());

const branch = { actions: [{ slug: 'branch' }] };
let count = 0;

/** A project with a resource whose product branches it for previews. */
async function shop(deployments: object = branch, more: object = {}) {
  count += 1;
  const name = `shop-${count}`;
  await project(world, name);
  const resource = await provision(world, installation);
  const connected = await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    body: { project: name, environments: ['production', 'preview'], deployments, ...more },
  });
  const provider = providerApi(world, installation);
  const say = (deploymentId: string, body: object, changes: Record<string, string> = {}) =>
    provider(p.updateDeploymentAction, {
      params: {
        deploymentId,
        installationId: installation,
        resourceId: resource.externalId ?? '',
        action: 'branch',
        ...changes,
      },
      body,
    });
  return { name, resource, connected, say, ...deploymentsOf(world, name) };
}

const secrets = (value: string, name = 'DATABASE_URL') => [
  { kind: 'resource-secrets', secrets: [{ name, value }] },
];

describe('choosing actions', () => {
  test('what the product suggests is taken, and shown with the connection', async () => {
    const { connected } = await shop();

    expect(connected.status).toBe(201);
    expect(connected.body.connection.deployments).toEqual({
      required: true,
      actions: [{ slug: 'branch', environments: ['preview'] }],
    });
  });

  test.each([
    ['an action that is not declared', { actions: [{ slug: 'fly' }] }, 'It has: branch, seed'],
    [
      'an environment that is not connected',
      { actions: [{ slug: 'branch', environments: ['development'] }] },
      'which is not connected',
    ],
    [
      'an environment that the action is not for',
      { actions: [{ slug: 'seed', environments: ['production'] }] },
      'runs in preview only',
    ],
    [
      'an environment that is not there',
      { actions: [{ slug: 'branch', environments: ['moon'] }] },
      'which is not there',
    ],
    ['one action twice', { actions: [{ slug: 'seed' }, { slug: 'seed' }] }, 'twice'],
  ])('%s is refused', async (_name, deployments, message) => {
    const { connected } = await shop(deployments);

    expect([connected.status, connected.error.code]).toEqual([400, 'invalid_request']);
    expect(connected.error.message).toContain(message);
  });

  test('a connection that leaves an environment leaves its actions there', async () => {
    const { resource, connected } = await shop();
    const connection = connected.body.connection.id;
    const change = (body: object) =>
      world.owner.api(k.updateConnection, {
        params: { team: world.team, resource: resource.id, connection },
        body,
      });

    const renamed = await change({ prefix: 'DB' });
    const left = await change({ environments: ['production'] });

    expect(renamed.body.connection.deployments.actions).toHaveLength(1);
    expect(left.body.connection.deployments.actions).toEqual([]);
  });
});

test('a deployment waits for the action, gets its secrets alone, and may then be built', async () => {
  const { name, say, show, report, read, ...deployments } = await shop(branch, { prefix: 'DB' });
  const before = await variablesOf(world, name, 'preview');
  const [id, other] = [await announced(deployments), await announced(deployments)];

  const waiting = await show(id);
  const tooEarly = await report(id, { progress: 'building' });
  const begun = await say(id, { status: 'running', statusText: 'Copying', statusUrl: 'sso:/b' });
  const done = await say(id, { status: 'succeeded', outcomes: secrets('postgres://branch') });
  const building = await report(id, { progress: 'building' });

  expect(waiting.body.deployment).toMatchObject({
    readyState: 'INITIALIZING',
    blocked: { 'build-start': expect.stringContaining('is pending') },
    actions: [
      { action: 'branch', status: 'pending', isRequired: true, installationId: installation },
    ],
  });
  expect([tooEarly.status, tooEarly.error.code]).toEqual([409, 'deployment_blocked']);
  expect([begun.status, done.status]).toEqual([202, 202]);
  expect(building.body.deployment).toMatchObject({
    readyState: 'BUILDING',
    blocked: {},
    actions: [{ status: 'succeeded', statusText: 'Copying', statusUrl: 'sso:/b' }],
  });
  expect((await read(id)).body.variables).toEqual({ DB_DATABASE_URL: 'postgres://branch' });
  expect((await read(other)).body.variables).toEqual(before);
  expect(await variablesOf(world, name, 'preview')).toEqual(before);
});

test('the ETag of what is read changes with what an action gives', async () => {
  const { say, read, ...deployments } = await shop();
  const id = await announced(deployments);
  const first = await read(id);
  await say(id, { status: 'succeeded', outcomes: secrets('postgres://branch') });

  const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
  const changed = await read(id, headers);
  const again = await read(id, { 'if-none-match': changed.headers.get('etag') ?? '' });

  expect([changed.status, again.status]).toEqual([200, 304]);
});

test('production is built at once, as the action is for previews', async () => {
  const { show, ...deployments } = await shop();
  const id = await announced(deployments, { target: 'production' });

  expect((await show(id)).body.deployment).toMatchObject({ readyState: 'QUEUED', actions: [] });
});

test.each([
  [true, 'BLOCKED'],
  [false, 'QUEUED'],
])('after a failure, with required %s, a deployment is %s', async (required, readyState) => {
  const { say, show, ...deployments } = await shop({ ...branch, required });
  const id = await announced(deployments);

  await say(id, { status: 'failed', statusText: 'No space left.' });

  const { deployment } = (await show(id)).body;
  expect(deployment.readyState).toBe(readyState);
  expect(deployment.blocked['build-start']?.includes('No space left.') ?? false).toBe(required);
});

describe('a report', () => {
  test('that is repeated changes nothing, and one that contradicts is gone', async () => {
    const { say, read, ...deployments } = await shop();
    const id = await announced(deployments);
    const done = { status: 'succeeded', outcomes: secrets('postgres://branch') };

    const answers = [
      await say(id, done),
      await say(id, done),
      await say(id, { status: 'succeeded' }),
      await say(id, { status: 'succeeded', outcomes: secrets('postgres://other') }),
      await say(id, { status: 'failed' }),
      await say(id, { status: 'running' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 410, 410, 410]);
    expect((await read(id)).body.variables).toEqual({ DATABASE_URL: 'postgres://branch' });
  });

  test('of two at once that contradict, one is taken and the other refused', async () => {
    const { say, show, ...deployments } = await shop();
    const id = await announced(deployments);

    const answers = await Promise.all([
      say(id, { status: 'succeeded', outcomes: secrets('postgres://branch') }),
      say(id, { status: 'failed' }),
    ]);

    expect(answers.map(({ status }) => status).sort()).toEqual([202, 410]);
    const [first] = answers;
    const expected = first?.status === 202 ? 'succeeded' : 'failed';
    expect((await show(id)).body.deployment.actions).toMatchObject([{ status: expected }]);
  });

  test('after the deployment was cancelled or removed is gone', async () => {
    const { say, report, remove, ...deployments } = await shop();
    const [canceled, gone] = [await announced(deployments), await announced(deployments)];
    await report(canceled, { progress: 'canceled' });
    await remove(gone);

    const late = [
      await say(canceled, { status: 'succeeded', outcomes: secrets('x') }),
      await say(gone, { status: 'succeeded', outcomes: secrets('x') }),
    ];

    expect(late.map(({ status, error }) => [status, error.reason])).toEqual(
      late.map(() => [410, 'deployment_action_ended']),
    );
  });

  test.each([
    ['a key that nobody knows', { colour: 'red' }],
    ['a status of the host', { status: 'canceled' }],
    ['a link that runs in the page', { statusUrl: 'javascript:alert(1)' }],
    ['an outcome of another kind', { outcomes: [{ kind: 'files', secrets: [] }] }],
    [
      'a secret with a prefix of its own',
      {
        outcomes: [{ kind: 'resource-secrets', secrets: [{ name: 'A', value: 'b', prefix: 'C' }] }],
      },
    ],
    ['a secret without a name', { outcomes: secrets('x', '') }],
    ['a name that no variable can have', { outcomes: secrets('x', 'A=B') }],
    ['one name twice', { status: 'succeeded', outcomes: [...secrets('x'), ...secrets('y')] }],
  ])('with %s is refused', async (_name, body) => {
    const { say, show, ...deployments } = await shop();
    const id = await announced(deployments);

    expect((await say(id, body)).status).toBe(400);
    expect((await show(id)).body.deployment.actions).toMatchObject([{ status: 'pending' }]);
  });

  test('cannot take over a name that is somebody else’s, or one that no shell takes', async () => {
    const { name, say, read, ...deployments } = await shop();
    await putVariable(world, name, 'LEVEL', 'debug');
    const id = await announced(deployments);

    const refused = await say(id, { status: 'succeeded', outcomes: secrets('x', 'LEVEL') });

    expect([refused.status, refused.error.reason]).toEqual([400, 'invalid_secrets']);
    const named = await say(id, { status: 'succeeded', outcomes: secrets('x', 'LEVEL-2') });
    expect([named.status, named.error.reason]).toEqual([400, 'invalid_secrets']);
    expect((await read(id)).body.variables.LEVEL).toBe('debug');
  });

  test('about a deployment, resource or action that is not there is refused', async () => {
    const { say, ...deployments } = await shop();
    const { resource: elsewhere } = await shop();
    const id = await announced(deployments);
    const plain = await announced(deployments, { target: 'production' });
    const done = { status: 'succeeded' };

    const answers = [
      await say('dpl_none', done),
      await say(`dpl_${'0'.repeat(24)}`, done),
      await say(plain, done),
      await say(id, done, { action: 'seed' }),
      await say(id, done, { resourceId: 'nowhere' }),
      await say(id, done, { resourceId: elsewhere.externalId ?? '' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
  });

  test('with the token of another installation or of a person is refused', async () => {
    const { say, resource, ...deployments } = await shop();
    const id = await announced(deployments);
    const stranger = await world.signUp('Eve');
    await stranger.api(k.createTeam, { body: { name: 'Eve', slug: `eve-${count}` } });
    const other = await stranger.api(k.install, {
      params: { team: `eve-${count}` },
      body: { integration: world.integration.slug, acceptedPolicies: ['toc', 'eula'] },
    });
    const theirs = other.body.installation.id;
    const call = (installationId: string) => ({
      params: {
        deploymentId: id,
        installationId,
        resourceId: resource.externalId ?? '',
        action: 'branch',
      },
      body: { status: 'succeeded' },
    });

    const answers = [
      await providerApi(world, theirs)(p.updateDeploymentAction, call(installation)),
      await providerApi(world, theirs)(p.updateDeploymentAction, call(theirs)),
      await world.owner.api(p.updateDeploymentAction, call(installation)),
      await world.anonymous(p.updateDeploymentAction, call(installation)),
    ];

    expect(answers.map(({ status }) => status)).toEqual([403, 404, 403, 401]);
  });
});

test('a provider that never answers: the deployment says so, and a late report is gone', async () => {
  const { say, show, ...deployments } = await shop();
  const id = await announced(deployments);

  aheadMs += 11 * 60_000;
  const blocked = await eventually(async () => {
    const { deployment } = (await show(id)).body;
    return deployment.readyState === 'BLOCKED' && deployment;
  });
  const late = await say(id, { status: 'succeeded', outcomes: secrets('postgres://late') });

  expect(blocked).toMatchObject({
    blocked: { 'build-start': expect.stringContaining('was not answered in time') },
    actions: [{ status: 'failed', isOverdue: true }],
  });
  expect(late.status).toBe(410);
  expect(await happenedTo(world, id)).toEqual([
    'deployment.created',
    'deployment.integration.action.start',
    'deployment.integration.action.reported',
    'deployment.integration.action.cancel',
  ]);
});

test('the integration hears what to do, what not to do any more, and what to clean up', async () => {
  const receiver = await startReceiver();
  await world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: world.integration.id },
    body: { webhookUrl: receiver.url },
  });
  const { say, report, remove, resource, ...deployments } = await shop();
  const [built, stopped] = [await announced(deployments), await announced(deployments)];
  await say(built, { status: 'succeeded' });
  await report(stopped, { progress: 'canceled' });
  await remove(built);

  const heard = await eventually(async () => {
    const all = receiver.arrived
      .map(({ event }) => event)
      .filter(({ type }) => type.startsWith('deployment.integration.action'))
      .filter(({ payload }) => [built, stopped].some((id) => JSON.stringify(payload).includes(id)));
    return all.length === 4 && all;
  });
  const of = (deployment: string) =>
    heard
      .filter(({ payload }) => JSON.stringify(payload).includes(deployment))
      .map(({ type }) => type.split('.').at(-1));
  expect([of(built), of(stopped)]).toEqual([
    ['start', 'cleanup'],
    ['start', 'cancel'],
  ]);
  const begun = heard.find(({ payload }) => JSON.stringify(payload).includes(built));
  expect(begun?.payload).toEqual({
    team: { id: expect.any(String) },
    user: { id: expect.any(String) },
    configuration: { id: installation },
    installationId: installation,
    resourceId: resource.externalId,
    action: 'branch',
    deployment: { id: built },
  });
});

test('what an action gives stands in no event, no record of calls and no log', async () => {
  const { say, ...deployments } = await shop();
  const id = await announced(deployments);
  const canary = 'canary-7c2e-in-the-branch';
  await say(id, { status: 'succeeded', outcomes: secrets(canary) });

  const rows = await eventually(async () => {
    const found = await world.database.read<{ row: string }>(
      `select c::text as row from provider_call c where operation = 'updateDeploymentAction'
       union all select e::text from event e
       union all select r::text from deployment_action_run r`,
    );
    return found.some(({ row }) => row.includes(id) && row.includes('PATCH')) && found;
  });
  expect(rows.filter(({ row }) => row.includes(canary))).toEqual([]);
  expect(world.logs.filter((line) => line.includes(canary))).toEqual([]);
});
