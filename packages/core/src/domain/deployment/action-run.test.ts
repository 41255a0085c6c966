import { newActionRun, newDeployment } from '@kontor/testing/team-world';
import { describe, expect, test } from 'vitest';
import {
  actionLimitMs,
  actionSilenceMs,
  beginAction,
  cleanedUpAction,
  overdueAction,
  reportedAction,
} from './action-run.ts';
import { happenedBetween } from './happened.ts';
import { blockedStages } from './obstacles.ts';
import { dueAtOf, settled } from './settle.ts';

const begun = newActionRun();
const plus = (ms: number) => new Date(begun.createdAt.getTime() + ms);
const at = plus(1000);

describe('a report', () => {
  test.each([
    ['pending', 'running', null],
    ['pending', 'succeeded', at],
    ['running', 'failed', at],
    ['running', 'running', null],
  ] as const)('of an action that is %s makes it %s', (former, status, endedAt) => {
    const reported = reportedAction({ ...begun, status: former }, { status }, at);

    expect(reported).toMatchObject({ ok: true, value: { status, endedAt } });
  });

  test('without a status leaves it, and takes the text and link', () => {
    const said = { statusText: 'Copying', statusUrl: 'sso:/branches/1' };

    expect(reportedAction(begun, said, at)).toMatchObject({
      value: { status: 'pending', ...said },
    });
  });

  test.each(['succeeded', 'failed'] as const)('of what has %s again changes nothing', (status) => {
    const ended = { ...begun, status, endedAt: at };

    expect(reportedAction(ended, { status, statusText: 'again' }, plus(2000))).toEqual({
      ok: true,
      value: ended,
    });
  });

  test.each([
    ['succeeded', 'failed'],
    ['failed', 'succeeded'],
    ['succeeded', 'running'],
    ['canceled', 'succeeded'],
  ] as const)('that contradicts what has %s is refused', (status, said) => {
    const ended = { ...begun, status, endedAt: at };

    expect(reportedAction(ended, { status: said }, plus(2000))).toMatchObject({
      ok: false,
      error: { code: 'deployment_action_ended' },
    });
  });
});

describe('time', () => {
  test('each report gives more of it, up to a limit in all', () => {
    const later = reportedAction(begun, { status: 'running' }, plus(actionSilenceMs - 1));
    const latest = reportedAction(begun, { status: 'running' }, plus(actionLimitMs - 1));

    expect(later).toMatchObject({ value: { dueAt: plus(2 * actionSilenceMs - 1) } });
    expect(latest).toMatchObject({ value: { dueAt: plus(actionLimitMs) } });
  });

  test('what is not answered within it has failed, is to be undone, and takes no report', () => {
    const overdue = overdueAction(begun, plus(actionSilenceMs));

    expect(overdueAction(begun, plus(actionSilenceMs - 1))).toBe(begun);
    expect(overdue).toMatchObject({
      status: 'failed',
      isOverdue: true,
      cancelRequestedAt: plus(actionSilenceMs),
    });
    expect(reportedAction(overdue, { status: 'failed' }, plus(actionSilenceMs + 1))).toMatchObject({
      ok: false,
    });
  });
});

describe('a deployment with actions', () => {
  const withRuns = (...actions: Parameters<typeof newActionRun>[0][]) =>
    newDeployment({ actions: actions.map((run) => newActionRun(run)) });
  const ended = { endedAt: at };

  test.each([
    ['waits for what has not ended', [{ isRequired: false }], 'INITIALIZING'],
    ['is blocked by a failure', [{ status: 'failed', ...ended }], 'BLOCKED'],
    [
      'may be built after a failure that is not required',
      [{ status: 'failed', isRequired: false, ...ended }],
      'QUEUED',
    ],
    ['may be built when all have succeeded', [{ status: 'succeeded', ...ended }], 'QUEUED'],
    [
      'is blocked by one failure of several',
      [{ status: 'succeeded', ...ended }, { status: 'failed', ...ended }, {}],
      'BLOCKED',
    ],
  ] as const)('%s', (_name, runs, readyState) => {
    const deployment = settled(withRuns(...runs), at);

    expect(deployment.readyState).toBe(readyState);
    expect('build-start' in blockedStages(deployment)).toBe(readyState !== 'QUEUED');
  });

  test('says why it is blocked, in the words of the provider too', () => {
    const run = newActionRun({ status: 'failed', statusText: 'No space left.', ...ended });

    expect(blockedStages(newDeployment({ actions: [run] }))).toEqual({
      'build-start': `The action branch of ${run.resourceId} has failed. Its provider says: No space left.`,
    });
  });

  test('is due when the first of its actions is', () => {
    const early = { dueAt: plus(5000) };

    expect(dueAtOf(withRuns({}, early))).toEqual(plus(5000));
    expect(dueAtOf(withRuns({ ...early, status: 'succeeded', ...ended }))).toBeNull();
  });

  test('that is cancelled takes along what has not ended, and says so once', () => {
    const before = withRuns({}, { status: 'succeeded', ...ended });
    const once = settled({ ...before, readyState: 'CANCELED', endedAt: at }, at);

    expect(once.actions.map(({ status }) => status)).toEqual(['canceled', 'succeeded']);
    expect(happenedBetween(before, once).map(({ type }) => type)).toEqual([
      'deployment.canceled',
      'deployment.integration.action.cancel',
    ]);
    expect(settled(once, plus(9000))).toEqual(once);
  });

  test('that is removed has what was made cleaned up, and the rest cancelled', () => {
    const done = newActionRun({ status: 'succeeded', ...ended });

    expect(cleanedUpAction(done, at)).toMatchObject({ cleanupRequestedAt: at });
    expect(cleanedUpAction(begun, at)).toMatchObject({ cancelRequestedAt: at });
    expect(cleanedUpAction(newActionRun({ status: 'failed', ...ended }), at)).toMatchObject({
      cancelRequestedAt: null,
      cleanupRequestedAt: null,
    });
  });

  test('tells the provider of each when it is announced', () => {
    const run = beginAction(begun, at);
    const deployment = newDeployment({ actions: [run] });

    expect(happenedBetween(undefined, deployment)[1]).toEqual({
      type: 'deployment.integration.action.start',
      subject: {
        deployment: deployment.id,
        project: deployment.projectId,
        resource: run.resourceId,
        installation: run.installationId,
      },
      data: { action: 'branch', status: 'pending', isOverdue: false },
    });
  });
});
