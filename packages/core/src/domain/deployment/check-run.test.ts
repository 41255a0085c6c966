import {
  type CheckBlocks,
  checkBlocks,
  checkRequires,
  checkRunConclusion,
} from '@kontor/protocol/vocabulary';
import { mint, newCheck, newDeployment } from '@kontor/testing/team-world';
import { describe, expect, test } from 'vitest';
import { canBegin, latestRequirement } from '../check/check.ts';
import { beginCheckRun, reportedCheckRun } from './check-run.ts';
import { happenedBetween } from './happened.ts';
import { blockedStages, stagesEntered } from './obstacles.ts';
import { aliased, progressed } from './progress.ts';
import { dueAtOf, settled } from './settle.ts';

const begun = new Date('2026-01-06T12:00:00Z');
const plus = (ms: number) => new Date(begun.getTime() + ms);
const runOf = (given: Parameters<typeof newCheck>[0] = {}) =>
  beginCheckRun(newCheck(given), mint.checkRun(), begun);
const ready = { readyState: 'READY', url: 'a.example', builtAt: begun, readyAt: begun } as const;
const types = (...states: Parameters<typeof happenedBetween>) =>
  happenedBetween(...states).map(({ type }) => type);

test.each(checkBlocks.options)(
  'a check that blocks %s waits for nothing that comes after it',
  (blocks) => {
    const fitting = checkRequires.options.filter((requires) => canBegin({ requires, blocks }));

    const allowed: Readonly<Record<CheckBlocks, readonly string[]>> = {
      'build-start': ['none'],
      'deployment-start': ['build-ready', 'none'],
      'deployment-alias': ['build-ready', 'deployment-url', 'none'],
      'deployment-promotion': ['build-ready', 'deployment-url', 'none'],
      none: ['build-ready', 'deployment-url', 'none'],
    };
    expect(fitting).toEqual(allowed[blocks]);
    expect(canBegin({ requires: latestRequirement[blocks], blocks })).toBe(true);
  },
);

describe('a run begins', () => {
  test.each([
    ['none', 'at once', {}],
    ['build-ready', 'when it is built', { builtAt: begun }],
    ['deployment-url', 'when it can be reached', ready],
  ] as const)('that requires %s %s, and its time with it', (requires, _when, state) => {
    const waiting = newDeployment({ checkRuns: [runOf({ requires, blocks: 'none' })] });
    const begunNow = settled({ ...waiting, ...state }, plus(5));

    expect(begunNow.checkRuns[0]).toMatchObject({ startedAt: plus(5), dueAt: plus(300_005) });
    expect(types(waiting, begunNow)).toContain('deployment.checkrun.start');
    expect(dueAtOf(begunNow)).toEqual(plus(300_005));
  });

  test('that waits for an address only when there is one', () => {
    const waiting = newDeployment({ ...ready, url: null, checkRuns: [runOf()] });

    expect(settled(waiting, plus(5)).checkRuns[0]?.startedAt).toBeNull();
    expect(dueAtOf(waiting)).toBeNull();
  });
});

describe('a report', () => {
  test('of progress is taken, and of an end with a conclusion', () => {
    const running = reportedCheckRun(runOf(), { status: 'running', externalUrl: 'sso:/r' }, begun);
    const done = reportedCheckRun(runOf(), { conclusion: 'neutral', completedAt: plus(7) }, begun);

    expect(running).toMatchObject({ value: { status: 'running', externalUrl: 'sso:/r' } });
    expect(done).toMatchObject({
      value: { status: 'completed', conclusion: 'neutral', completedAt: plus(7) },
    });
  });

  test.each([
    [{ status: 'completed' }, 'conclusion_missing'],
    [{ status: 'running', conclusion: 'failed' }, 'conclusion_early'],
  ] as const)('%j is refused', (report, code) => {
    expect(reportedCheckRun(runOf(), report, begun)).toMatchObject({ error: { code } });
  });

  test('after the end repeats it or is refused', () => {
    const done = { ...runOf(), status: 'completed', conclusion: 'failed' } as const;

    expect(reportedCheckRun(done, { conclusion: 'failed' }, begun)).toEqual({
      ok: true,
      value: done,
    });
    for (const report of [{ conclusion: 'succeeded' }, { status: 'running' }] as const) {
      expect(reportedCheckRun(done, report, begun)).toMatchObject({
        error: { code: 'check_run_ended' },
      });
    }
  });
});

describe('a stage', () => {
  const stages = ['build-start', 'deployment-start', 'deployment-alias', 'deployment-promotion'];

  test.each(stages)('%s is held by a check that blocks it until it is completed', (stage) => {
    const blocks = stage as CheckBlocks;
    const run = runOf({ requires: 'none', blocks });

    expect(Object.keys(blockedStages(newDeployment({ checkRuns: [run] })))).toEqual([stage]);
  });

  test.each(checkRunConclusion.options)('is let past by %s, or is not', (conclusion) => {
    const run = { ...runOf(), status: 'completed', conclusion } as const;
    const isHeld = 'deployment-alias' in blockedStages(newDeployment({ checkRuns: [run] }));

    expect(isHeld).toBe(['canceled', 'timeout', 'failed'].includes(conclusion));
  });

  test('counts the newest run of each check', () => {
    const check = newCheck();
    const again = () => beginCheckRun(check, mint.checkRun(), begun);
    const failed = { ...again(), status: 'completed', conclusion: 'failed' } as const;
    const passed = { ...again(), status: 'completed', conclusion: 'succeeded' } as const;

    expect(blockedStages(newDeployment({ checkRuns: [failed, passed] }))).toEqual({});
    expect(blockedStages(newDeployment({ checkRuns: [passed, failed] }))).not.toEqual({});
  });

  test('that was entered is not entered again, and a promotion passes the aliases', () => {
    const deployment = newDeployment();

    expect(stagesEntered(deployment, 'ready')).toEqual(['build-start', 'deployment-start']);
    expect(stagesEntered({ ...deployment, buildingAt: begun }, 'ready')).toEqual([
      'deployment-start',
    ]);
    expect(stagesEntered(deployment, 'promoted')).toEqual([
      'deployment-alias',
      'deployment-promotion',
    ]);
    expect(stagesEntered(deployment, 'canceled')).toEqual([]);
  });
});

test('a run that is not completed in time is concluded with timeout, and told to stop', () => {
  const before = settled(newDeployment({ ...ready, checkRuns: [runOf()] }), begun);
  const after = settled(before, plus(300_000));

  expect(settled(before, plus(299_999)).checkRuns).toEqual(before.checkRuns);
  expect(after.checkRuns[0]).toMatchObject({ status: 'completed', conclusion: 'timeout' });
  expect(types(before, after)).toEqual([
    'deployment.checkrun.updated',
    'deployment.checkrun.cancel',
  ]);
});

test('what ends takes its runs along, and who was never asked is not told to stop', () => {
  const asked = settled(
    newDeployment({ checkRuns: [runOf({ requires: 'none' }), runOf()] }),
    begun,
  );
  const canceled = progressed(asked, { progress: 'canceled' }, plus(5));
  const after = canceled.ok ? settled(canceled.value, plus(5)) : asked;

  expect(after.checkRuns.map(({ conclusion }) => conclusion)).toEqual(['canceled', 'canceled']);
  expect(types(asked, after).filter((type) => type.endsWith('.cancel'))).toHaveLength(1);
});

describe('a deployment has succeeded', () => {
  const passed = { status: 'completed', conclusion: 'succeeded' } as const;

  test('once, when it is ready and all that block have passed', () => {
    const before = newDeployment({ ...ready, checkRuns: [{ ...runOf(), ...passed }] });
    const after = settled(before, plus(5));

    expect(types(before, after)).toEqual(['deployment.succeeded']);
    expect(settled(after, plus(9))).toEqual(after);
  });

  test.each([
    ['nobody judges it', ready, []],
    ['it is not ready', { readyState: 'BUILDING' }, [passed]],
    ['a blocking check is open', ready, [passed, {}]],
    ['a blocking check has failed', ready, [passed, { ...passed, conclusion: 'failed' }]],
  ] as const)('but not while %s', (_name, state, runs) => {
    const checkRuns = runs.map((run) => ({ ...runOf(), ...run }));

    expect(settled(newDeployment({ ...state, checkRuns }), plus(5)).succeededAt).toBeNull();
  });

  test('although a check that blocks nothing has failed', () => {
    const idle = { ...runOf({ blocks: 'none' }), ...passed, conclusion: 'failed' } as const;

    expect(settled(newDeployment({ ...ready, checkRuns: [idle] }), plus(5)).succeededAt).toEqual(
      plus(5),
    );
  });
});

test('aliases are no step back once they are given', () => {
  const deployment = newDeployment({ ...ready });

  expect(aliased(deployment, ['shop.example'], begun)).toMatchObject({ ok: true });
});
