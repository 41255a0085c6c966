import { mint, newDeployment } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import { registerCheck, reportedCheck, rerequestedCheck, staleCheck } from './deployment-check.ts';
import { happenedBetween } from './happened.ts';
import { blockedStages } from './obstacles.ts';

const at = new Date('2026-01-06T12:00:00Z');
const plus = (ms: number) => new Date(at.getTime() + ms);
const minute = 60_000;
const registered = registerCheck(
  {
    id: mint.check(),
    installationId: mint.installation(),
    integrationId: mint.integration(),
    name: 'Web vitals',
    isBlocking: true,
    isRerequestable: true,
    path: '/',
    detailsUrl: 'https://judge.example/1',
    externalId: 'run-1',
  },
  at,
);
const running = { ...registered, status: 'running' } as const;
const done = (conclusion: 'failed' | 'succeeded' | 'stale') =>
  ({ ...registered, status: 'completed', conclusion, output: { metrics: 1 } }) as const;

test.each([
  ['registered', registered, 60 * minute],
  ['running', running, 5 * minute],
] as const)('one that is %s is stale when nothing is heard of it', (_status, check, afterMs) => {
  expect(staleCheck(check, plus(afterMs - 1))).toBe(check);
  expect(staleCheck(check, plus(afterMs))).toMatchObject({
    status: 'completed',
    conclusion: 'stale',
  });
});

test('one that is completed is never stale', () => {
  const check = done('succeeded');

  expect(staleCheck(check, plus(999 * minute))).toBe(check);
});

test('what is reported is taken, and what is not named stays', () => {
  const report = { status: 'completed', conclusion: 'failed', output: { metrics: 1 } } as const;

  expect(reportedCheck(running, report, plus(1))).toMatchObject({
    value: { ...report, name: 'Web vitals', path: '/', completedAt: plus(1) },
  });
});

test.each([
  [
    'a conclusion of what runs',
    running,
    { status: 'running', conclusion: 'failed' },
    'conclusion_early',
  ],
  ['an end without one', running, { status: 'completed' }, 'conclusion_missing'],
  ['another conclusion', done('failed'), { conclusion: 'succeeded' }, 'check_run_ended'],
  ['a word on what is stale', done('stale'), { conclusion: 'succeeded' }, 'check_run_ended'],
] as const)('%s is refused', (_name, check, report, code) => {
  expect(reportedCheck(check, report, at)).toMatchObject({ error: { code } });
});

test('asking again forgets the conclusion, the link, the id and the output, and is told', () => {
  const failed = done('failed');
  const again = rerequestedCheck(failed, { isRunning: false }, plus(5));

  expect(again).toMatchObject({
    value: {
      status: 'registered',
      conclusion: null,
      detailsUrl: null,
      externalId: null,
      output: null,
      rerequestedAt: plus(5),
    },
  });
  const deployment = newDeployment({ checks: [failed] });
  const after = again.ok ? { ...deployment, checks: [again.value] } : deployment;
  expect(happenedBetween(deployment, after)).toMatchObject([
    { type: 'deployment.check-rerequested', subject: { check: failed.id } },
  ]);
});

test('one that cannot be asked for again is not', () => {
  const fixed = { ...done('failed'), isRerequestable: false };

  expect(rerequestedCheck(fixed, { isRunning: false }, at)).toMatchObject({
    error: { code: 'check_not_rerequestable' },
  });
});

test.each([
  [registered, true],
  [running, true],
  [done('failed'), true],
  [done('stale'), true],
  [done('succeeded'), false],
  [{ ...running, isBlocking: false }, false],
] as const)('%# aliases wait for what blocks, and for nothing else', (check, isHeld) => {
  const blocked = blockedStages(newDeployment({ checks: [check] }));

  expect('deployment-alias' in blocked).toBe(isHeld);
});
