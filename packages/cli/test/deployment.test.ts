import type { Deployment } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { at, id } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace } from './stand-in/marketplace.ts';
import { Refused } from './stand-in/serve.ts';

const { kontor } = inProcess();
const deploymentId = id('dpl', 1) as Deployment['id'];

/** A host with one deployment that waits for a branch of a database. */
async function hostWithDeployment() {
  const deployment = {
    ...{ id: deploymentId, projectId: id('prj', 1), name: 'web', externalId: 'build-7' },
    ...{ readyState: 'INITIALIZING', environment: 'preview', target: null, url: null, aliases: [] },
    ...{ environmentVersion: 3, environmentDigest: 'd', gitBranch: 'main', gitCommit: null },
    ...{ meta: {}, errorMessage: null, checks: [], createdAt: at, buildingAt: null },
    ...{ readyAt: null, endedAt: null, promotedAt: null },
    blocked: { 'build-start': 'The action branch is pending.' },
    actions: [
      {
        ...{ installationId: id('icfg', 1), resourceId: id('store', 1), action: 'branch' },
        ...{ isRequired: true, status: 'pending', isOverdue: false, endedAt: null },
        ...{ statusText: 'Copying', statusUrl: null },
      },
    ],
  } as unknown as Deployment;
  const known = (named = '') => {
    if (named !== deploymentId && named !== 'build-7') {
      throw new Refused(404, 'deployment_not_found', `There is no deployment '${named}' here.`);
    }
    return deployment;
  };
  const host = await marketplace({
    handlers: {
      announceDeployment: () => [201, { deployment }],
      listDeployments: () => [200, { deployments: [deployment] }],
      showDeployment: ({ params }) => [200, { deployment: known(params.deployment) }],
      reportDeployment: ({ params }) => [200, { deployment: known(params.deployment) }],
      removeDeployment: ({ params }) => {
        known(params.deployment);
        return [204, null];
      },
      readDeploymentEnvironment: ({ params }) => [
        200,
        {
          ...{ projectId: known(params.deployment).projectId, environment: 'preview' },
          ...{ version: 3, digest: 'd', deploymentId, variables: { URL: 'postgres://branch' } },
        },
      ],
    },
  });
  const on = (...words: string[]) =>
    kontor(['deployment', ...words, '--project', 'web'], { env: host.signedIn });
  return { ...host, on };
}

test('an announcement says what it reads and what it waits for', async () => {
  const { on, requestsTo } = await hostWithDeployment();

  const announced = await on(
    'announce',
    ...['--git-branch', 'main', '--git-commit', 'abc', '--external-id', 'build-7'],
  );

  expect(announced.code).toBe(0);
  expect(announced.stdout).toMatch(/^environment +preview, version 3$/m);
  expect(announced.stdout).toMatch(/^action +branch of store_.*: pending \(Copying\)$/m);
  expect(announced.stdout).toMatch(/^blocked +build-start: The action branch is pending\.$/m);
  expect(requestsTo('announceDeployment').map(({ body }) => body)).toEqual([
    { gitBranch: 'main', gitCommit: { sha: 'abc' }, externalId: 'build-7' },
  ]);
});

test('deployments are listed, shown by either id, and read as a dotenv file', async () => {
  const { on } = await hostWithDeployment();

  const [listed, shown, json] = [
    await on('list', '--environment', 'preview'),
    await on('show', 'build-7'),
    await on('show', deploymentId, '--json'),
  ];
  const read = await on('env', deploymentId);

  expect(listed.stdout).toMatch(/^INITIALIZING +preview +main +.* dpl_/m);
  expect(shown.stdout).toMatch(/^state +INITIALIZING$/m);
  expect(JSON.parse(json.stdout).deployment.id).toBe(deploymentId);
  expect(read.stdout).toMatch(/^URL=.?postgres:\/\/branch/m);
});

test('one is cancelled, and removed once that is confirmed', async () => {
  const { on, requestsTo } = await hostWithDeployment();

  const cancelled = await on('cancel', deploymentId);
  const unconfirmed = await on('remove', deploymentId);
  const removed = await on('remove', deploymentId, '--yes');

  expect(cancelled).toMatchObject({ code: 0, stdout: `Cancelled ${deploymentId}.\n` });
  expect(requestsTo('reportDeployment').map(({ body }) => body)).toEqual([
    { progress: 'canceled' },
  ]);
  expect(unconfirmed.code).not.toBe(0);
  expect(removed).toMatchObject({ code: 0, stdout: `Removed ${deploymentId}.\n` });
  expect(requestsTo('removeDeployment')).toHaveLength(1);
});

test('a deployment that is not there is said to be so', async () => {
  const { on } = await hostWithDeployment();

  const shown = await on('show', 'build-8');

  expect(shown.code).not.toBe(0);
  expect(shown.stderr).toContain("There is no deployment 'build-8' here.");
});

test('a connection is made with actions for its deployments, or without', async () => {
  const host = await marketplace();
  const env = host.signedIn;
  await kontor(
    [
      'resource',
      'create',
      'lagoon/postgres',
      '--name',
      'orders',
      '--metadata',
      'region=fra1',
      '--plan',
      'starter',
      '--accept-all',
    ],
    { env },
  );

  const made = await kontor(
    ['connect', 'orders', 'web', '--action', 'branch', '--action', 'seed:preview+staging'],
    { env },
  );

  expect(made.code).toBe(0);
  expect(host.requestsTo('connectResource').map(({ body }) => body)).toMatchObject([
    {
      deployments: {
        required: true,
        actions: [{ slug: 'branch' }, { slug: 'seed', environments: ['preview', 'staging'] }],
      },
    },
  ]);
});
