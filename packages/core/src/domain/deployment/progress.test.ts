import { deploymentProgress, type ReadyState } from '@kontor/protocol/vocabulary';
import { newDeployment } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import { happenedBetween } from './happened.ts';
import { aliased, progressed, removed } from './progress.ts';

const at = new Date('2026-01-06T12:00:00Z');

const ended = 'deployment_ended';
const notReady = 'deployment_not_ready';
const table: Readonly<Record<ReadyState, readonly string[]>> = {
  // building, built, ready, error, canceled, promoted
  INITIALIZING: ['BUILDING', 'BUILDING', 'READY', 'ERROR', 'CANCELED', notReady],
  QUEUED: ['BUILDING', 'BUILDING', 'READY', 'ERROR', 'CANCELED', notReady],
  BLOCKED: ['BUILDING', 'BUILDING', 'READY', 'ERROR', 'CANCELED', notReady],
  BUILDING: ['BUILDING', 'BUILDING', 'READY', 'ERROR', 'CANCELED', notReady],
  READY: [ended, ended, 'READY', 'ERROR', ended, 'READY'],
  ERROR: [ended, ended, ended, 'ERROR', ended, notReady],
  CANCELED: [ended, ended, ended, ended, 'CANCELED', notReady],
};

test.each(Object.entries(table))('%s goes on as the table says', (readyState, expected) => {
  const deployment = newDeployment({ readyState: readyState as ReadyState });

  const outcomes = deploymentProgress.options.map((progress) => {
    const outcome = progressed(deployment, { progress }, at);
    return outcome.ok ? outcome.value.readyState : outcome.error.code;
  });

  expect(outcomes).toEqual(expected);
});

test.each(deploymentProgress.options)(
  '%s said twice changes nothing the second time',
  (progress) => {
    const deployment = newDeployment({ readyState: progress === 'promoted' ? 'READY' : 'QUEUED' });
    const once = progressed(deployment, { progress }, at);
    const twice = once.ok ? progressed(once.value, { progress }, new Date()) : once;

    expect(twice).toEqual(once);
  },
);

test('who says ready has begun and built, and each step is told', () => {
  const before = newDeployment();
  const ready = progressed(before, { progress: 'ready' }, at);

  expect(ready).toMatchObject({ value: { buildingAt: at, builtAt: at, readyAt: at } });
  const happened = ready.ok ? happenedBetween(before, ready.value) : [];
  expect(happened.map(({ type }) => type)).toEqual([
    'deployment.building',
    'deployment.built',
    'deployment.ready',
  ]);
});

test('an error keeps what the platform says of it', () => {
  const report = { progress: 'error', errorMessage: 'no space left' } as const;

  expect(progressed(newDeployment(), report, at)).toMatchObject({
    value: { readyState: 'ERROR', errorMessage: 'no space left', endedAt: at },
  });
});

test('aliases are given to what is ready, and the same ones again are no news', () => {
  const ready = newDeployment({ readyState: 'READY' });
  const once = aliased(ready, ['shop.example'], at);

  expect(aliased(newDeployment(), ['shop.example'], at)).toMatchObject({
    error: { code: notReady },
  });
  expect(once).toMatchObject({ value: { aliases: ['shop.example'], aliasAssignedAt: at } });
  expect(once.ok && aliased(once.value, ['shop.example'], new Date())).toEqual(once);
});

test('what is told of a deployment is enough for a webhook', () => {
  const deployment = newDeployment({
    environment: { name: 'production', version: 7, digest: 'd' },
    url: 'shop-1.example',
    aliases: ['shop.example'],
    meta: { build: '7' },
    gitBranch: 'main',
  });

  expect(happenedBetween(deployment, removed(deployment, at))).toEqual([
    {
      type: 'deployment.cleanup',
      subject: { deployment: deployment.id, project: deployment.projectId },
      data: {
        name: 'shop',
        url: 'shop-1.example',
        meta: { build: '7' },
        alias: ['shop.example'],
        target: 'production',
        environment: 'production',
        environmentVersion: 7,
        gitBranch: 'main',
      },
    },
  ]);
});
